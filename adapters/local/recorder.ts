/** The recorder of one machine: events and their bodies in one durable SQLite transaction. */

import { sha256Hex } from '#core/canonical.ts';
import { GatewayError } from '#core/errors.ts';
import type { Recorder, StoredEvent } from '#core/ports.ts';
import { placeOf } from '#core/recording/body.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { readEvents } from './read-events.ts';
import { createRecordIndex, type Indexed } from './record-index.ts';
import { type Store, storing, transacting } from './sqlite.ts';

const maxOpenIntents = 1000;
/** So many share one sync of the disk. */
const mostAtOnce = 64;
/** After so many appends the ones before are indexed, once whoever waits for this one has gone on; a search indexes what is left. */
const indexEvery = 512;

export function createSqliteRecorder(store: Store): Recorder {
  const insert = insertion(store);
  const index = createRecordIndex(store);
  const open = store.read.prepare(
    `SELECT line FROM entry AS intent INDEXED BY entry_by_intent CROSS JOIN event ON event.number = intent.number
     WHERE intent.kind = 'intent' AND intent.time < ? AND NOT EXISTS
       (SELECT 1 FROM entry AS end INDEXED BY entry_by_call WHERE end.call = intent.call AND end.kind IN ('outcome', 'unknown'))
     ORDER BY intent.time, intent.id LIMIT ${maxOpenIntents}`,
  );
  let unindexed: Indexed[] = [];

  async function append(events: readonly StoredEvent[]): Promise<void> {
    const insertAll = () => events.map((event) => ({ number: insert(event), columns: event.columns }));
    // One statement is a transaction of its own.
    const stored = storing(() => (isOneStatement(events) ? insertAll() : transacting(store.soon, insertAll)));
    await synced(store, events.length === 1 ? 'alone' : 'others');
    unindexed.push(...stored);
    if (unindexed.length >= indexEvery) {
      const atHand = unindexed;
      unindexed = [];
      setImmediate(indexSome, atHand).unref();
    }
  }

  /** What fails here fails again in the next search, and is said there. */
  function indexSome(atHand: readonly Indexed[]): void {
    try {
      if (store.index.isOpen && index.catchUpSome(atHand) === 'more') setImmediate(indexSome, atHand).unref();
    } catch {}
  }

  return {
    mostAtOnce,
    append,
    openIntents: async (before) =>
      storing(() => {
        index.catchUp();
        return readEvents(open.all(epochMilliseconds(before)));
      }),
  };
}

function isOneStatement([first, ...others]: readonly StoredEvent[]): boolean {
  return others.length === 0 && (first?.body === undefined || placeOf(first.body) === 'inline');
}

/** Errors: `recorder-unavailable`; the events are then in doubt, and stay so. */
async function synced(store: Store, waiting: 'alone' | 'others'): Promise<void> {
  try {
    await store.sync(waiting);
  } catch (cause) {
    throw new GatewayError(
      'recorder-unavailable',
      'The local store could not be synced to the disk, and nothing more is recorded in it. Look at the disk, then start the gateway again.',
      { cause },
    );
  }
}

/** The insert was refused: because our own bytes are there from an earlier try, because somebody else's are, or for what was thrown. */
function requireSame({ columns, line }: StoredEvent, stored: unknown, thrown: unknown): void {
  if (stored === undefined) throw thrown;
  if (stored === line) return;
  throw new GatewayError('conflict', `Another event is stored as ${columns.id}. An event is never replaced.`, { cause: thrown });
}

/** Gives the event's number. Inside a transaction: a refused insert undoes itself alone. */
function insertion({ soon }: Store): (event: StoredEvent) => number {
  const row = soon.prepare('INSERT INTO event (id, line, body, body_key) VALUES (?, ?, ?, ?)');
  const beside = soon.prepare('INSERT INTO body (key, bytes) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM body WHERE key = ?1)');
  const existing = soon.prepare('SELECT number, line FROM event WHERE id = ?');
  return (event) => {
    const { columns, line, body } = event;
    const key = body === undefined || placeOf(body) === 'inline' ? undefined : sha256Hex(body);
    if (key !== undefined && body !== undefined) beside.run(key, body);
    try {
      return Number(row.run(columns.id, line, key === undefined ? (body ?? null) : null, key ?? null).lastInsertRowid);
    } catch (thrown) {
      const there = existing.get(columns.id);
      requireSame(event, there?.line, thrown);
      return Number(there?.number);
    }
  };
}
