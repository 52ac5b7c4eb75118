/** The sealed record as files under the data directory: segments and checkpoints, whole or absent whenever the process dies. */

import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type RecordFiles = {
  /** Durable when it returns. */
  readonly put: (key: string, bytes: Uint8Array) => void;
  readonly get: (key: string) => Uint8Array | undefined;
  /** Whether there was one. */
  readonly remove: (key: string) => boolean;
};

const ownerOnly = 0o600;

export function createRecordFiles(directory: string): RecordFiles {
  return {
    put: (key, bytes) => {
      const path = join(directory, key);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeWhole(path, bytes);
      syncDirectory(dirname(path));
    },
    get: (key) => {
      const path = join(directory, key);
      return existsSync(path) ? readFileSync(path) : undefined;
    },
    remove: (key) => {
      const path = join(directory, key);
      if (!existsSync(path)) return false;
      rmSync(path);
      return true;
    },
  };
}

function writeWhole(path: string, bytes: Uint8Array): void {
  const draft = `${path}.draft`;
  const file = openSync(draft, 'w', ownerOnly);
  try {
    for (let written = 0; written < bytes.byteLength; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

/** The name in its directory is durable only with the directory; Windows knows no such thing. */
function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
