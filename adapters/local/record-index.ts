/** The index to the record: what searches walk, read from the stored lines in batches, so that recording an event touches few pages. */

import type { EventColumns } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { columnsOf } from '#core/recording/stored-event.ts';
import { type Store, transacting } from './sqlite.ts';

/** Indexes every event that is stored and not yet indexed. Runs inside a transaction of the caller, or makes its own. */
export type CatchUp = () => void;

/** One transaction never takes longer than this many events. */
const batch = 1000;

type Unindexed = { readonly number: number; readonly columns: EventColumns };

export function createCatchUp({ write }: Store): CatchUp {
  const unindexed = write.prepare(
    `SELECT number, line FROM event WHERE number > (SELECT coalesce(max(number), 0) FROM entry) ORDER BY number LIMIT ${batch}`,
  );
  const entry = write.prepare(
    `INSERT INTO entry (number, id, time, kind, session, call, principal, service, operation, access, connection, decision, client)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const key = write.prepare('INSERT OR IGNORE INTO entry_key (kind, value, time, id, number) VALUES (?, ?, ?, ?, ?)');

  function index({ number, columns }: Unindexed): void {
    const time = epochMilliseconds(columns.time);
    entry.run(number, columns.id, time, columns.kind, ...listed(columns));
    for (const [kind, value] of keysOf(columns)) key.run(kind, value, time, columns.id, number);
  }

  function indexBatch(): number {
    const events = unindexed
      .all()
      .map(({ number, line }) => ({ number: Number(number), columns: columnsOf(JSON.parse(String(line))) }));
    for (const event of events) index(event);
    return events.length;
  }

  return () => {
    if (write.isTransaction) {
      indexBatch();
      return;
    }
    if (unindexed.get() === undefined) return;
    while (transacting(write, indexBatch) === batch);
  };
}

function listed(columns: EventColumns) {
  const { session, callId, principal, service, operation, access, connection, decision, client } = columns;
  return [session, callId, principal, service, operation, access, connection, decision, client].map((value) => value ?? null);
}

/** What an event has several of. An intent has none: it is found by its session alone. */
function keysOf({ kind, groups, resources }: EventColumns): readonly (readonly ['group' | 'resource', string])[] {
  if (kind === 'intent') return [];
  return [...groups.map((group) => ['group', group] as const), ...resources.map((arn) => ['resource', arn] as const)];
}
