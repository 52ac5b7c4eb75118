/** The recorder of one machine: an event and its body in one durable SQLite transaction. */

import { sha256Hex } from '#core/canonical.ts';
import { GatewayError } from '#core/errors.ts';
import type { Recorder, StoredEvent } from '#core/ports.ts';
import { placeOf } from '#core/recording/body.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { readEvents } from './read-events.ts';
import { createCatchUp } from './record-index.ts';
import { type Store, storing, transacting } from './sqlite.ts';

const maxOpenIntents = 1000;
/** An append in so many also indexes the ones before it; a search indexes what is left. */
const indexEvery = 32;

export function createSqliteRecorder(store: Store): Recorder {
  const insert = insertion(store);
  const catchUp = createCatchUp(store);
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
      insertAndIndex(event);
    } catch (thrown) {
      requireSame(event, existing.get(event.columns.id)?.line, thrown);
    }
  }

  /** One statement is a transaction of its own; what needs several says so. */
  function insertAndIndex(event: StoredEvent): void {
    const isIndexing = unindexed + 1 >= indexEvery;
    if (isIndexing || isBeside(event)) {
      transacting(store.write, () => {
        insert(event);
        if (isIndexing) catchUp();
      });
    } else {
      insert(event);
    }
    unindexed = isIndexing ? 0 : unindexed + 1;
  }

  return {
    append: async (event) => storing(() => append(event)),
    openIntents: async (before) =>
      storing(() => {
        catchUp();
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
  return ({ columns, line, body }) => {
    if (body === undefined || placeOf(body) === 'inline') {
      row.run(columns.id, line, body ?? null, null);
      return;
    }
    const key = sha256Hex(body);
    beside.run(key, body);
    row.run(columns.id, line, null, key);
  };
}

function isBeside({ body }: StoredEvent): boolean {
  return body !== undefined && placeOf(body) === 'beside';
}
