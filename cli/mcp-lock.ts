/** `mcp.lock.json` beside the operator's file: the tools that people accepted, written so that a review shows what changed. */

import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Pins, parsePins, pinOf, pinsText } from '#core/protocols/mcp/pin.ts';
import type { JsonObject } from '#core/protocols/mcp/rpc.ts';
import { CliError } from './cli-error.ts';
import { readConfig, readText } from './policy-files.ts';

export type LockFile = { readonly path: string; readonly pins: Pins };

/** The lock file that an operator's file names; one that is not there accepts nothing. Errors: CliError `usage`. */
export function readLockFile(configFile: string): LockFile {
  const path = resolve(dirname(configFile), readConfig(configFile).mcpPins);
  if (!existsSync(path)) return { path, pins: {} };
  try {
    return { path, pins: parsePins(readText(path)) };
  } catch (error) {
    throw new CliError('usage', `${path}: ${error instanceof Error ? error.message : 'it cannot be read'}`);
  }
}

export type Accepted = { readonly server: string; readonly tool: string; readonly definition: JsonObject };

/** Written whole or not at all. */
export function accept({ path, pins }: LockFile, accepted: readonly Accepted[]): void {
  const byServer = Map.groupBy(accepted, ({ server }) => server);
  const merged = [...byServer].map(([server, tools]) => {
    const taken = Object.fromEntries(tools.map(({ tool, definition }) => [tool, pinOf(definition)]));
    return [server, { ...pins[server], ...taken }] as const;
  });
  writeFileSync(`${path}.new`, pinsText({ ...pins, ...Object.fromEntries(merged) }));
  renameSync(`${path}.new`, path);
}
