/** The dev issuer's sessions, codes and tokens in SQLite: oidc-provider's adapter, so that they outlive a restart. */

import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

export type IssuerStore = { readonly adapter: AdapterFactory; readonly close: () => void };

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA busy_timeout = 5000;
  CREATE TABLE IF NOT EXISTS entries (
    model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL,
    grant_id TEXT, user_code TEXT, uid TEXT, expires_at INTEGER,
    PRIMARY KEY (model, id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS entries_by_grant ON entries (grant_id) WHERE grant_id IS NOT NULL;
  CREATE INDEX IF NOT EXISTS entries_by_user_code ON entries (model, user_code) WHERE user_code IS NOT NULL;
  CREATE INDEX IF NOT EXISTS entries_by_uid ON entries (model, uid) WHERE uid IS NOT NULL;
  CREATE INDEX IF NOT EXISTS entries_by_end ON entries (expires_at);
`;

export function openIssuerStore(dataDirectory: string): IssuerStore {
  const path = join(dataDirectory, 'issuer.sqlite');
  closeSync(openSync(path, 'a', 0o600));
  const database = new DatabaseSync(path);
  database.exec(schema);
  database.prepare('DELETE FROM entries WHERE expires_at < ?').run(seconds());
  return { adapter: createAdapterFactory(database), close: () => database.close() };
}

function createAdapterFactory(database: DatabaseSync): AdapterFactory {
  const upsert = database.prepare('INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)');
  const byId = database.prepare('SELECT payload FROM entries WHERE model = ? AND id = ?');
  const byUserCode = database.prepare('SELECT payload FROM entries WHERE model = ? AND user_code = ?');
  const byUid = database.prepare('SELECT payload FROM entries WHERE model = ? AND uid = ?');
  const consume = database.prepare("UPDATE entries SET payload = json_set(payload, '$.consumed', ?) WHERE model = ? AND id = ?");
  const destroy = database.prepare('DELETE FROM entries WHERE model = ? AND id = ?');
  // A grant itself is found by its id and has no grant of its own.
  const revoke = database.prepare('DELETE FROM entries WHERE grant_id = ?');

  return (model): Adapter => ({
    upsert: async (id, payload, expiresIn) => {
      const expiresAt = expiresIn === undefined ? null : seconds() + expiresIn;
      const { grantId = null, userCode = null, uid = null } = payload;
      upsert.run(model, id, JSON.stringify(payload), grantId, userCode, uid, expiresAt);
    },
    find: async (id) => toPayload(byId.get(model, id)),
    findByUserCode: async (userCode) => toPayload(byUserCode.get(model, userCode)),
    findByUid: async (uid) => toPayload(byUid.get(model, uid)),
    consume: async (id) => {
      consume.run(seconds(), model, id);
    },
    destroy: async (id) => {
      destroy.run(model, id);
    },
    revokeByGrantId: async (grantId) => {
      revoke.run(grantId);
    },
  });
}

/** oidc-provider itself refuses what has expired. */
function toPayload(row: Readonly<Record<string, unknown>> | undefined): AdapterPayload | undefined {
  if (typeof row?.payload !== 'string') return undefined;
  return JSON.parse(row.payload) as AdapterPayload;
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
