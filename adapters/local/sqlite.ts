/** The store of one machine: one SQLite file in WAL mode, durable at each commit, that nobody else on the machine may read. */

import { chmodSync, closeSync, fdatasync, fdatasyncSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { GatewayError } from '#core/errors.ts';
import { migrate } from './migrate.ts';
import { createEntries, createIndexes, indexVersion } from './schema-index.ts';

export type Store = {
  readonly path: string;
  /** Commits are durable when they return (synchronous=FULL): a power cut loses nothing. */
  readonly write: DatabaseSync;
  /** Commits are durable with the next one of `write`, or once `sync` resolves: the log of changes (WAL) is synced whole and in order. A killed process loses none. */
  readonly soon: DatabaseSync;
  /**
   * Makes every commit so far durable, while this thread goes on with other calls; where nobody else waits and the disk is quick, at
   * once. It rejects for good once the disk has failed: what it kept is then unknown.
   */
  readonly sync: (waiting: 'alone' | 'others') => Promise<void>;
  /** The index to the record, in a file of its own: a power cut may cost it its last entries, which are then made again. */
  readonly index: DatabaseSync;
  /** Sees both files and refuses every change. */
  readonly read: DatabaseSync;
  readonly close: () => void;
};

const fileName = 'countersign.sqlite';
const indexFileName = 'countersign-index.sqlite';
/** The calls are synchronous: as long as another process holds the lock, this one does nothing else. */
const busyMilliseconds = 500;
const cacheKibibytes = 64 * 1024;
/** Pages that the log takes before they are copied into the main file: less often is less work a commit, and a longer pause. */
const checkpointPages = 4000;
const logging = `PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = ${checkpointPages};`;

/** Opens or makes the store in a directory (0700), and brings its schema up to date. Errors: `recorder-unavailable`. */
export function openStore(directory: string): Store {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, fileName);
  makePrivate(path);
  return storing(() => {
    const write = openHandle(path, `${logging} PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;`);
    migrate(write);
    const soon = openHandle(path, `${logging} PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;`);
    const index = openIndex(join(directory, indexFileName), write);
    const log = openLog(path);
    const read = openHandle(path, `PRAGMA query_only = ON; PRAGMA cache_size = -${cacheKibibytes};`);
    read.prepare('ATTACH ? AS record_index').run(join(directory, indexFileName));
    read.exec(`PRAGMA record_index.cache_size = -${cacheKibibytes}`);
    const close = () => {
      log.close();
      closeHandles([read, index, soon, write]);
    };
    return { path, write, soon, index, read, sync: log.sync, close };
  });
}

const flush = promisify(fdatasync);
/** On a disk that is as quick as this, handing the sync to another thread costs more than waiting for it. */
const quickMilliseconds = 0.5;

/**
 * The log of changes as a file of its own: SQLite syncs it on the thread that commits, and every call would wait for that. It holds
 * no lock on this file, keeps it for as long as a handle is open, and syncs it by itself before it copies it into the main file.
 */
function openLog(path: string): Pick<Store, 'sync' | 'close'> {
  const descriptor = openSync(`${path}-wal`, 'r+');
  let state: 'sound' | 'failed' | 'closed' = 'sound';
  /** A moving mean of what syncs took, the wait for their turn included: whoever is busy lets another thread do it. */
  let expected = Number.POSITIVE_INFINITY;

  async function flushed(waiting: 'alone' | 'others'): Promise<void> {
    const from = performance.now();
    if (waiting === 'alone' && expected <= quickMilliseconds) fdatasyncSync(descriptor);
    else await flush(descriptor);
    const took = performance.now() - from;
    expected = Number.isFinite(expected) ? expected + (took - expected) / 8 : took;
  }

  return {
    sync: async (waiting) => {
      if (state !== 'sound') throw new Error(`the log of the store is ${state}`);
      try {
        await flushed(waiting);
      } catch (thrown) {
        // A second sync of the same bytes may succeed without having written them.
        state = 'failed';
        throw thrown;
      }
    },
    close: () => {
      if (state === 'closed') return;
      state = 'closed';
      closeSync(descriptor);
    },
  };
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

/** An index of another version, of another record or with damage is thrown away. */
function openIndex(path: string, record: DatabaseSync): DatabaseSync {
  makePrivate(path);
  const pragmas = `${logging} PRAGMA synchronous = NORMAL; PRAGMA cache_size = -${cacheKibibytes};`;
  try {
    const index = openHandle(path, pragmas);
    if (isIndexOf(record, index)) return index;
    index.close();
  } catch (thrown) {
    if (!damages.includes(resultCode(thrown) & 0xff)) throw thrown;
  }
  for (const ending of ['', '-wal', '-shm']) rmSync(`${path}${ending}`, { force: true });
  makePrivate(path);
  const made = openHandle(path, pragmas);
  made.exec(`BEGIN; ${createEntries}; ${createIndexes}; PRAGMA user_version = ${indexVersion}; COMMIT`);
  return made;
}

function isIndexOf(record: DatabaseSync, index: DatabaseSync): boolean {
  if (index.prepare('PRAGMA user_version').get()?.user_version !== indexVersion) return false;
  const last = index.prepare('SELECT number, id FROM entry ORDER BY number DESC LIMIT 1').get();
  return last === undefined || record.prepare('SELECT id FROM event WHERE number = ?').get(Number(last.number))?.id === last.id;
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

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const damages: readonly number[] = [11, 26];

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
