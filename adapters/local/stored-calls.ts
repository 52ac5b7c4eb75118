/** Stored calls on one machine: what is over is deleted with the next one that is kept. */

import type { CallState } from '#core/model.ts';
import type { Now, StoredCall, StoredCalls } from '#core/ports.ts';
import { storedSealed } from '#core/sealed.ts';
import { type Store, storing, transacting } from './sqlite.ts';

/** A body that the fronts take, in base64 twice: nothing that came in is too large to be kept. */
const mostBytes = 24 * 1024 * 1024;

export function createSqliteStoredCalls({ write, read }: Store, now: Now): StoredCalls {
  const clean = write.prepare('DELETE FROM stored_call WHERE until <= ?');
  const upsert = write.prepare(
    `INSERT INTO stored_call (id, approval, state, sealed, until) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET approval = excluded.approval, state = excluded.state, sealed = excluded.sealed,
       until = excluded.until`,
  );
  const byId = read.prepare('SELECT * FROM stored_call WHERE id = ? AND until > ?');

  function keep({ id, approval, state, sealed, until }: StoredCall): void {
    upsert.run(id, approval, state, sealed ?? null, until);
    clean.run(now());
  }

  return {
    mostBytes,
    keep: async (call) => storing(() => transacting(write, () => keep(call))),
    find: async (id, at) => storing(() => storedCallOf(byId.get(id, at))),
  };
}

function storedCallOf(row: Record<string, unknown> | undefined): StoredCall | undefined {
  if (row === undefined) return undefined;
  const { sealed } = row;
  return {
    id: String(row.id),
    approval: String(row.approval),
    // Only this adapter writes the states.
    state: String(row.state) as CallState,
    until: String(row.until),
    ...(sealed === null ? {} : { sealed: storedSealed(String(sealed)) }),
  };
}
