/** The data directory of one machine: private to its owner, held by one process at a time. */

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Makes the directory (0700) and takes its lock; gives the function that lets it go. Throws an Error that says who holds it. */
export function holdDataDirectory(directory: string): () => void {
  process.umask(0o077);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = join(directory, 'lock');
  const holder = holderOf(lock);
  if (holder !== undefined) {
    throw new Error(`${directory} is in use by process ${holder}. Stop that one, or start with another --data directory.`);
  }
  rmSync(lock, { force: true });
  const file = openSync(lock, 'wx');
  writeSync(file, String(process.pid));
  closeSync(file);
  return () => rmSync(lock, { force: true });
}

/** The living process that holds the lock; a lock that a killed process left behind is nobody's. */
function holderOf(lock: string): number | undefined {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    process.kill(pid, 0);
    return pid === process.pid ? undefined : pid;
  } catch {
    return undefined;
  }
}
