/** Keeps the index to the record: what searches walk, read from the stored lines in batches, so that recording an event touches few pages. */

import type { DatabaseSync } from 'node:sqlite';
import type { EventColumns } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { columnsOf } from '#core/recording/stored-event.ts';
import { wordsOf } from '#core/recording/words.ts';
import { createIndexes, indexVersion } from './schema-index.ts';
import { type Store, transacting } from './sqlite.ts';

export type RecordIndex = {
  /** Indexes every event that is stored and not yet indexed: a search begins with it. */
  readonly catchUp: () => void;
  /**
   * Indexes one slice and no more: a pause of some milliseconds. The slices that follow one another share a commit. What was stored
   * last, and is still at hand, need not be read again.
   */
  readonly catchUpSome: (atHand: readonly Indexed[]) => 'more' | 'done';
  /** Forgets events that leave the record. */
  readonly remove: (events: readonly Indexed[]) => void;
};

export type Indexed = { readonly number: number; readonly columns: EventColumns };

/** One transaction never takes longer than this many events. */
const batch = 1000;
const slice = 128;
/** From so many events on, the index to a record is made anew and not entry by entry. */
const largeRecord = 10_000;

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
    const time = epochMilliseconds(columns.time);
    removeEntry.run(number);
    for (const [kind, value] of keysOf(columns)) removeKey.run(kind, value, time, columns.id);
  }

  function add({ number, columns }: Indexed): void {
    const time = epochMilliseconds(columns.time);
    entry.run(number, columns.id, time, columns.kind, ...listed(columns));
    const { id, principal = null, access = null, decision = null } = columns;
    for (const [kind, value] of keysOf(columns)) key.run(kind, value, time, id, number, principal, access, decision);
  }

  function addBatch(limit: number, atHand: readonly Indexed[] = []): number {
    const indexed = Number(last.get()?.number);
    const events = following(indexed, atHand).slice(0, limit);
    const added = events.length > 0 ? events : stored(indexed, limit);
    for (const event of added) add(event);
    return added.length;
  }

  function stored(indexed: number, limit: number): readonly Indexed[] {
    return unindexed
      .all(indexed, limit)
      .map(({ number, line }) => ({ number: Number(number), columns: columnsOf(JSON.parse(String(line))) }));
  }

  function catchUpSome(atHand: readonly Indexed[]): 'more' | 'done' {
    if (!index.isTransaction) index.exec('BEGIN IMMEDIATE');
    try {
      if (addBatch(slice, atHand) === slice) return 'more';
      index.exec('COMMIT');
      return 'done';
    } catch (thrown) {
      if (index.isTransaction) index.exec('ROLLBACK');
      throw thrown;
    }
  }

  /** Who reads, or forgets, does not wait for slices to come. */
  function commitSlices(): void {
    if (index.isTransaction) index.exec('COMMIT');
  }

  function catchUp(): void {
    commitSlices();
    const indexed = Number(last.get()?.number);
    if (unindexed.get(indexed, 1) === undefined) return;
    const addAll = () => {
      while (transacting(index, () => addBatch(batch)) === batch);
    };
    if (indexed > 0 || !isLarge()) addAll();
    else makingAnew(index, addAll);
  }

  function isLarge(): boolean {
    return Number(read.prepare('SELECT max(number) - min(number) AS span FROM event').get()?.span ?? 0) >= largeRecord;
  }

  return {
    catchUp,
    catchUpSome,
    remove: (events) => {
      commitSlices();
      transacting(index, () => {
        for (const event of events) forget(event);
      });
    },
  };
}

/** Those behind a number, where they follow it without a gap; else none. */
function following(number: number, events: readonly Indexed[]): readonly Indexed[] {
  const next = events.findIndex((event) => event.number === number + 1);
  const behind = next === -1 ? [] : events.slice(next);
  return behind.every((event, place) => event.number === number + 1 + place) ? behind : [];
}

/** Without a version it is thrown away when the store is opened: whoever dies in here leaves nothing that is taken for an index. */
function makingAnew(index: DatabaseSync, addAll: () => void): void {
  const names = index.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL").all();
  index.exec(`BEGIN; ${names.map(({ name }) => `DROP INDEX ${name}`).join('; ')}; PRAGMA user_version = 0; COMMIT`);
  addAll();
  index.exec(`BEGIN; ${createIndexes}; PRAGMA user_version = ${indexVersion}; COMMIT`);
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
