/** Small private files of the CLI (0600): written whole or not at all. */

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The parsed file; `undefined` when there is none or it is not JSON: it is only a cache of what can be fetched again. */
export function readState(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

export function writeState(file: string, value: object): void {
  writeText(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

export function writeText(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const next = `${file}.${process.pid}`;
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, file);
}

export function removeState(file: string): void {
  rmSync(file, { recursive: true, force: true });
}
