/** What was cut off, on one machine: read from SQLite at every request, so it is in force at once. */

import type { Revocation, Revocations } from '#core/ports.ts';
import { type Store, storing } from './sqlite.ts';

export function createSqliteRevocations(store: Store): Revocations {
  const upsert = store.write.prepare(
    `INSERT INTO revocation (kind, id, revoked_at) VALUES (?, ?, ?)
     ON CONFLICT (kind, id) DO UPDATE SET revoked_at = max(revoked_at, excluded.revoked_at)`,
  );
  const select = store.read.prepare('SELECT revoked_at FROM revocation WHERE kind = ? AND id = ?');

  function find(kind: Revocation['kind'], id: string): Revocation | undefined {
    const row = select.get(kind, id);
    return row === undefined ? undefined : { kind, id, revokedAt: String(row.revoked_at) };
  }

  return {
    revoke: async ({ kind, id, revokedAt }) => storing(() => void upsert.run(kind, id, revokedAt)),
    find: async (kind, id) => storing(() => find(kind, id)),
  };
}
