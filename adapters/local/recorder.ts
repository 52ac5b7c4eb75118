/** The recorder of one machine: an event and its body in one durable SQLite transaction. */

import { sha256Hex } from '#core/canonical.ts';
import { GatewayError } from '#core/errors.ts';
import type { Recorder, StoredEvent } from '#core/ports.ts';
import { placeOf } from '#core/recording/body.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { readEvents } from './read-events.ts';
import { createRecordIndex } from './record-index.ts';
import { type Store, storing, transacting } from './sqlite.ts';

const maxOpenIntents = 1000;
/** After so many appends the ones before are indexed, once whoever waits for this one has gone on; a search indexes what is left. */
const indexEvery = 128;

export function createSqliteRecorder(store: Store): Recorder {
  const insert = insertion(store);
  const index = createRecordIndex(store);
  const existing = store.write.prepare('SELECT line FROM event WHERE id = ?');
  const open = store.read.prepare(
    `SELECT line FROM entry AS intent INDEXED BY entry_by_intent CROSS JOIN event ON event.number = intent.number
     WHERE intent.kind = 'intent' AND intent.time < ? AND NOT EXISTS
       (SELECT 1 FROM entry AS end INDEXED BY entry_by_call WHERE end.call = intent.call AND end.kind IN ('outcome', 'unknown'))
     ORDER BY intent.time, intent.id LIMIT ${maxOpenIntents}`,
  );
  let unindexed = 0;

  function append(event: StoredEvent): void {
    try {
      insert(event);
    } catch (thrown) {
      requireSame(event, existing.get(event.columns.id)?.line, thrown);
    }
    unindexed += 1;
    if (unindexed % indexEvery === 0) setImmediate(indexSome).unref();
  }

  /** What fails here fails again in the next search, and is said there. */
  function indexSome(): void {
    try {
      if (store.index.isOpen) index.catchUpSome();
    } catch {}
  }

  return {
    append: async (event) => storing(() => append(event)),
    openIntents: async (before) =>
      storing(() => {
        index.catchUp();
        return readEvents(open.all(epochMilliseconds(before)));
      }),
  };
}

/** The insert was refused: because our own bytes are there from an earlier try, because somebody else's are, or for what was thrown. */
function requireSame({ columns, line }: StoredEvent, stored: unknown, thrown: unknown): void {
  if (stored === undefined) throw thrown;
  if (stored === line) return;
  throw new GatewayError('conflict', `Another event is stored as ${columns.id}. An event is never replaced.`, { cause: thrown });
}

function insertion({ write }: Store): (event: StoredEvent) => void {
  const row = write.prepare('INSERT INTO event (id, line, body, body_key) VALUES (?, ?, ?, ?)');
  const beside = write.prepare(
    'INSERT INTO body (key, bytes) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM body WHERE key = ?1)',
  );
  /** One statement is a transaction of its own; two say so. */
  return ({ columns, line, body }) => {
    if (body === undefined || placeOf(body) === 'inline') {
      row.run(columns.id, line, body ?? null, null);
      return;
    }
    const key = sha256Hex(body);
    transacting(write, () => {
      beside.run(key, body);
      row.run(columns.id, line, null, key);
    });
  };
}
