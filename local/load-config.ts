/** Reads the configuration of one machine, with the ports of this run filled in. */

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '#config/config.ts';
import { parseConfig } from '#config/parse-config.ts';
import type { LocalArguments } from './arguments.ts';

export type LoadedConfig = {
  readonly config: Config;
  /** Where the file lies: what it names is relative to it. */
  readonly configDirectory: string;
  readonly policyDirectory: string;
  readonly candidateDirectory?: string;
  /** Whether the shipped sandbox stands behind it: a connection that names its port asks for it, in a copy of the file as well. */
  readonly hasSandbox: boolean;
};

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const shipped = fileURLToPath(new URL('countersign.config.yaml', import.meta.url));

/** Errors: `ConfigError` with every fault. */
export function loadConfig(args: LocalArguments): LoadedConfig {
  const file = args.configFile ?? shipped;
  const written = readFileSync(file, 'utf8');
  const text = written
    .replaceAll('%PORT%', String(args.port))
    .replaceAll('%SANDBOX_PORT%', String(args.sandboxPort))
    .replaceAll('%NODE%', process.execPath)
    .replaceAll('%ROOT%', root);
  const parsed = parseConfig(text, file);
  const { holdSeconds = parsed.wire.holdSeconds } = args;
  const config = { ...parsed, wire: { ...parsed.wire, holdSeconds } };
  const inPlace = (directory: string) => resolve(dirname(file), directory);
  return {
    config,
    configDirectory: dirname(file),
    policyDirectory: inPlace(config.policies),
    ...(config.candidatePolicies === undefined ? {} : { candidateDirectory: inPlace(config.candidatePolicies) }),
    hasSandbox: /^[^#\n]*%SANDBOX_PORT%/m.test(written),
  };
}

/** Whether every connection ends on this machine: only then may a dev issuer hand out anybody's token (threats 24). */
export function isWhollyLoopback(config: Config): boolean {
  const accounts = config.connections.every(({ endpoint }) => endpoint !== undefined && isLoopback(endpoint));
  const servers = config.mcpConnections.every(({ transport }) =>
    transport.kind === 'http' ? isLoopback(transport.url) : transport.kind === 'stdio',
  );
  return accounts && servers;
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
