/** Keeps the index to the record: what searches walk, read from the stored lines in batches, so that recording an event touches few pages. */

import type { EventColumns } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { columnsOf } from '#core/recording/stored-event.ts';
import { wordsOf } from '#core/recording/words.ts';
import { type Store, transacting } from './sqlite.ts';

export type RecordIndex = {
  /** Indexes every event that is stored and not yet indexed: a search begins with it. */
  readonly catchUp: () => void;
  /** Indexes one batch and no more: a pause of some milliseconds. */
  readonly catchUpSome: () => void;
  /** Forgets events that leave the record. */
  readonly remove: (events: readonly Indexed[]) => void;
};

export type Indexed = { readonly number: number; readonly columns: EventColumns };

/** One transaction never takes longer than this many events. */
const batch = 1000;
const someEvents = 128;

export function createRecordIndex({ read, index }: Pick<Store, 'write' | 'read' | 'index'>): RecordIndex {
  const last = index.prepare('SELECT coalesce(max(number), 0) AS number FROM entry');
  const unindexed = read.prepare('SELECT number, line FROM event WHERE number > ? ORDER BY number LIMIT ?');
  const entry = index.prepare(
    `INSERT INTO entry (number, id, time, kind, session, call, principal, service, operation, access, connection, decision, client, approval)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const key = index.prepare(
    'INSERT OR IGNORE INTO entry_key (kind, value, time, id, number, principal, access, decision) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );

  const removeEntry = index.prepare('DELETE FROM entry WHERE number = ?');
  const removeKey = index.prepare('DELETE FROM entry_key WHERE kind = ? AND value = ? AND time = ? AND id = ?');

  function forget({ number, columns }: Indexed): void {
    removeEntry.run(number);
    for (const [kind, value] of keysOf(columns)) removeKey.run(kind, value, epochMilliseconds(columns.time), columns.id);
  }

  function add({ number, columns }: Indexed): void {
    const time = epochMilliseconds(columns.time);
    entry.run(number, columns.id, time, columns.kind, ...listed(columns));
    const { id, principal = null, access = null, decision = null } = columns;
    for (const [kind, value] of keysOf(columns)) key.run(kind, value, time, id, number, principal, access, decision);
  }

  function addBatch(limit: number): number {
    const events = unindexed
      .all(Number(last.get()?.number), limit)
      .map(({ number, line }) => ({ number: Number(number), columns: columnsOf(JSON.parse(String(line))) }));
    for (const event of events) add(event);
    return events.length;
  }

  return {
    catchUp: () => {
      if (unindexed.get(Number(last.get()?.number), 1) === undefined) return;
      while (transacting(index, () => addBatch(batch)) === batch);
    },
    remove: (events) =>
      transacting(index, () => {
        for (const event of events) forget(event);
      }),
    catchUpSome: () => void transacting(index, () => addBatch(someEvents)),
  };
}

function listed(columns: EventColumns) {
  const { session, callId, principal, service, operation, access, connection, decision, client, approval } = columns;
  return [session, callId, principal, service, operation, access, connection, decision, client, approval].map(
    (value) => value ?? null,
  );
}

type KeyKind = 'group' | 'resource' | 'masked-class' | 'word';

/** What an event has several of. An intent has none: it is found by its session alone. */
function keysOf({ kind, groups, resources, maskedClasses, reason }: EventColumns): readonly (readonly [KeyKind, string])[] {
  if (kind === 'intent') return [];
  return [
    ...groups.map((group) => ['group', group] as const),
    ...resources.map((arn) => ['resource', arn] as const),
    ...maskedClasses.map((name) => ['masked-class', name] as const),
    ...wordsOf(reason ?? '').map((word) => ['word', word] as const),
  ];
}
