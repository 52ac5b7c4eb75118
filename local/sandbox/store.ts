/** What the sandbox remembers: named collections of JSON values and one of bytes, in SQLite (in memory without a file). */

import { DatabaseSync } from 'node:sqlite';

export type Collection<T> = {
  readonly get: (key: string) => T | undefined;
  readonly set: (key: string, value: T) => void;
  readonly delete: (key: string) => void;
  /** In the byte order of their keys. */
  readonly list: () => readonly T[];
};

export type Store = {
  readonly collection: <T>(name: string) => Collection<T>;
  readonly bytes: Omit<Collection<Uint8Array>, 'list'>;
  readonly close: () => void;
};

/** Durable against the death of the process, not against power loss: it is a fixture. */
export function createStore(file = ':memory:'): Store {
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS items (collection TEXT, key TEXT, value ANY, PRIMARY KEY (collection, key)) STRICT, WITHOUT ROWID;`);
  const find = database.prepare('SELECT value FROM items WHERE collection = ? AND key = ?');
  const put = database.prepare('INSERT OR REPLACE INTO items VALUES (?, ?, ?)');
  const drop = database.prepare('DELETE FROM items WHERE collection = ? AND key = ?');
  const all = database.prepare('SELECT value FROM items WHERE collection = ? ORDER BY key');
  return {
    collection: <T>(name: string): Collection<T> => ({
      get: (key) => parsed<T>(find.get(name, key)),
      set: (key, value) => void put.run(name, key, JSON.stringify(value)),
      delete: (key) => void drop.run(name, key),
      list: () => all.all(name).flatMap((row) => parsed<T>(row) ?? []),
    }),
    bytes: {
      get: (key) => bytesOf(find.get('bytes', key)?.value),
      set: (key, value) => void put.run('bytes', key, value),
      delete: (key) => void drop.run('bytes', key),
    },
    close: () => database.close(),
  };
}

function bytesOf(value: unknown): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : undefined;
}

function parsed<T>(row: Record<string, unknown> | undefined): T | undefined {
  if (typeof row?.value !== 'string') return undefined;
  return JSON.parse(row.value) as T;
}
