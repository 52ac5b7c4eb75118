/** A file with secrets on one machine: made once, whole and for its owner only, and never read when others could have read it. */

import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const ownerOnly = 0o600;

/**
 * The file's text; `create` gives it on the first start. Of two processes that start at once one creates the file and both
 * read the same.
 *
 * @throws Error that names the file and its cure.
 */
export function openPrivateFile(path: string, create: () => string): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const present = readPrivateFile(path);
  if (present !== undefined) return present;
  writeOnce(path, create());
  return readPrivateFile(path) ?? missing(path);
}

/** `undefined` when there is no such file. Errors: an Error that names the file and its cure. */
export function readPrivateFile(path: string): string | undefined {
  try {
    refuseOthers(path);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (isCode(cause, 'ENOENT')) return undefined;
    if (!isCode(cause, 'EACCES') && !isCode(cause, 'EISDIR')) throw cause;
    throw new Error(`${path} cannot be read. Make it a file that belongs to you, or move it away to start with new keys.`, {
      cause,
    });
  }
}

/** Windows has no such modes: there the directory's own access list decides. */
function refuseOthers(path: string): void {
  const { mode } = statSync(path);
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw new Error(`${path} holds keys and can be read by others. Run: chmod 600 ${path}`);
}

/** Written beside and linked into place: the name is either absent or leads to the whole text, whenever the process dies. */
function writeOnce(path: string, text: string): void {
  const draft = `${path}.${randomUUID()}`;
  try {
    const file = openSync(draft, 'wx', ownerOnly);
    writeSync(file, text);
    fsyncSync(file);
    closeSync(file);
    linkSync(draft, path);
  } catch (cause) {
    if (!isCode(cause, 'EEXIST')) throw cause;
  } finally {
    rmSync(draft, { force: true });
  }
}

function missing(path: string): never {
  throw new Error(`${path} was removed while it was opened. Start again.`);
}

function isCode(thrown: unknown, code: string): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === code;
}
