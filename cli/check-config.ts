/** `countersign config check`: holds the operator's file against its schema and its own rules. */

import { readFileSync } from 'node:fs';
import { missingDirectories } from '#config/missing-directories.ts';
import { ConfigError, parseConfig } from '#config/parse-config.ts';
import { faultsOf } from '#core/masking/operator-rule.ts';
import { CliError } from './cli-error.ts';
import { unknownOperations } from './unknown-operations.ts';

export type CheckedConfig = {
  readonly file: string;
  readonly connections: number;
  readonly issuers: number;
  readonly chains: number;
};

/** Errors: CliError `usage`, with every fault. */
export function checkConfig(file: string): CheckedConfig {
  try {
    const config = parseConfig(textOf(file), file);
    const faults = [...missingDirectories(config, file), ...faultsOf(config.masking), ...unknownOperations(config.masking)];
    if (faults.length > 0) throw new ConfigError(file, faults);
    return {
      file,
      connections: config.connections.length + config.mcpConnections.length,
      issuers: config.identity.issuers.length,
      chains: config.chains.length,
    };
  } catch (error) {
    if (error instanceof ConfigError) throw new CliError('usage', error.message);
    throw error;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CliError('usage', `${file} cannot be read. Name the operator's file: countersign config check FILE`);
  }
}
