/** The store of one machine: one SQLite file in WAL mode, durable at each commit, that nobody else on the machine may read. */

import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { GatewayError } from '#core/errors.ts';
import { migrate } from './migrate.ts';

export type Store = {
  readonly path: string;
  /** Commits are durable when they return (synchronous=FULL): a power cut loses nothing. */
  readonly write: DatabaseSync;
  /** Commits are durable with the next one of `write`: the log of changes (WAL) is synced whole and in order. A killed process loses none. */
  readonly soon: DatabaseSync;
  /** Refuses every change. */
  readonly read: DatabaseSync;
  readonly close: () => void;
};

const fileName = 'countersign.sqlite';
/** The calls are synchronous: as long as another process holds the lock, this one does nothing else. */
const busyMilliseconds = 500;
const cacheKibibytes = 64 * 1024;

/** Opens or makes the store in a directory (0700), and brings its schema up to date. Errors: `recorder-unavailable`. */
export function openStore(directory: string): Store {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, fileName);
  makePrivate(path);
  return storing(() => {
    const write = openHandle(path, 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
    migrate(write);
    const soon = openHandle(path, 'PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
    const read = openHandle(path, `PRAGMA query_only = ON; PRAGMA cache_size = -${cacheKibibytes};`);
    return { path, write, soon, read, close: () => closeHandles([read, soon, write]) };
  });
}

/** Runs one use of the store; what SQLite throws becomes `recorder-unavailable`, with what to do about it. */
export function storing<T>(use: () => T): T {
  try {
    return use();
  } catch (thrown) {
    if (thrown instanceof GatewayError) throw thrown;
    throw new GatewayError('recorder-unavailable', `The local store did not take it: ${cureOf(thrown)} Nothing was stored.`, {
      cause: thrown,
    });
  }
}

/** Runs one transaction; whatever it throws leaves the store as it was. */
export function transacting<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (thrown) {
    // A full disk makes SQLite roll back by itself; a second rollback would hide why.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw thrown;
  }
}

function openHandle(path: string, pragmas: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: busyMilliseconds });
  database.exec(pragmas);
  return database;
}

/** SQLite gives its WAL and index files the mode of the main file, so that is made first. */
function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

function closeHandles(databases: readonly DatabaseSync[]): void {
  for (const database of databases) {
    if (database.isOpen) database.close();
  }
}

/** SQLite's primary result codes (sqlite.org/rescode.html); extended ones carry them in the low byte. */
function cureOf(thrown: unknown): string {
  switch (resultCode(thrown) & 0xff) {
    case 5:
    case 6:
      return 'another process holds its lock; stop that process.';
    case 8:
      return 'it is read-only; give the gateway the right to write its data directory.';
    case 11:
    case 26:
      return 'its file is damaged; restore it from a backup.';
    case 13:
      return 'the disk is full; make room on it.';
    case 14:
      return 'its file cannot be opened; look at the data directory and its rights.';
    default:
      return 'it is closed or failed; look at the log.';
  }
}

function resultCode(thrown: unknown): number {
  if (typeof thrown !== 'object' || thrown === null || !('errcode' in thrown)) return 0;
  return typeof thrown.errcode === 'number' ? thrown.errcode : 0;
}
