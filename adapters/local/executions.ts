/** Executions of clients' commands on one machine: each begin is one conditional write. */

import type { Execution, ExecutionState, Executions } from '#core/ports.ts';
import { storedSealed } from '#core/sealed.ts';
import { type Store, storing, transacting } from './sqlite.ts';

/** What is begun is on the disk with the next durable commit, so before the intent that follows it, and costs none of its own. */
export function createSqliteExecutions({ soon, read }: Store): Executions {
  const clean = soon.prepare('DELETE FROM execution WHERE until <= ?');
  const unseal = soon.prepare('UPDATE execution SET sealed = NULL, sealed_until = NULL WHERE sealed_until <= ?');
  const insert = soon.prepare(
    `INSERT INTO execution (key, command, call, state, begun_at, until) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET command = excluded.command, call = excluded.call, state = excluded.state,
       begun_at = excluded.begun_at, until = excluded.until, sealed = NULL, sealed_until = NULL
     WHERE state = 'failed' AND call = ?`,
  );
  const update = soon.prepare(
    'UPDATE execution SET state = ?, sealed = ?, sealed_until = ? WHERE key = ? AND call = ? AND command = ?',
  );
  const fresh = soon.prepare('SELECT * FROM execution WHERE key = ?');
  const byKey = read.prepare('SELECT * FROM execution WHERE key = ? AND until > ?');

  function begin(key: string, { command, callId, state, begunAt, until }: Execution, follows: string | undefined) {
    clean.run(begunAt);
    unseal.run(begunAt);
    const { changes } = insert.run(key, command, callId, state, begunAt, until, follows ?? null);
    return changes === 0 ? executionOf(fresh.get(key)) : undefined;
  }

  return {
    begin: async (key, execution, follows) => storing(() => transacting(soon, () => begin(key, execution, follows))),
    end: async (key, { command, callId, state, outcome }) => {
      storing(() => update.run(state, outcome?.sealed ?? null, outcome?.until ?? null, key, callId, command));
    },
    find: async (key, now) => storing(() => executionOf(byKey.get(key, now))),
  };
}

/** What an earlier process of this machine left in flight will never be answered. Errors: `recorder-unavailable`. */
export function forsakeExecutions({ write }: Store): void {
  storing(() => write.prepare("UPDATE execution SET state = 'unknown' WHERE state = 'begun'").run());
}

function executionOf(row: Record<string, unknown> | undefined): Execution | undefined {
  if (row === undefined) return undefined;
  const { sealed, sealed_until: sealedUntil } = row;
  return {
    command: String(row.command),
    callId: String(row.call),
    // Only this adapter writes the states.
    state: String(row.state) as ExecutionState,
    begunAt: String(row.begun_at),
    until: String(row.until),
    ...(sealed === null ? {} : { outcome: { sealed: storedSealed(String(sealed)), until: String(sealedUntil) } }),
  };
}
