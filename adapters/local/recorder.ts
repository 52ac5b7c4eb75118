/** The recorder of one machine: an event, its keys and its body in one durable SQLite transaction. */

import { sha256Hex } from '#core/canonical.ts';
import { GatewayError } from '#core/errors.ts';
import type { EventColumns, Recorder, StoredEvent } from '#core/ports.ts';
import { placeOf } from '#core/recording/body.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { readEvents } from './read-events.ts';
import { type Store, storing, transacting } from './sqlite.ts';

const maxOpenIntents = 1000;

export function createSqliteRecorder(store: Store): Recorder {
  const insert = insertion(store);
  const existing = store.write.prepare('SELECT line FROM event WHERE id = ?');
  const open = store.read.prepare(
    `SELECT line FROM event AS intent INDEXED BY event_by_intent WHERE kind = 'intent' AND time < ?
     AND NOT EXISTS (SELECT 1 FROM event WHERE call = intent.call AND kind IN ('outcome', 'unknown'))
     ORDER BY time, id LIMIT ${maxOpenIntents}`,
  );

  function append(event: StoredEvent): void {
    const found = existing.get(event.columns.id);
    if (found === undefined) {
      transacting(store.write, () => insert(event));
      return;
    }
    if (found.line === event.line) return;
    throw new GatewayError('conflict', `Another event is stored as ${event.columns.id}. An event is never replaced.`);
  }

  return {
    append: async (event) => storing(() => append(event)),
    openIntents: async (before) => storing(() => readEvents(open.iterate(epochMilliseconds(before)))),
  };
}

function insertion({ write }: Store): (event: StoredEvent) => void {
  const row = write.prepare(
    `INSERT INTO event (id, time, kind, session, call, principal, service, operation, access, connection, decision, client, line, body, body_key)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const key = write.prepare('INSERT OR IGNORE INTO event_key (kind, value, time, id) VALUES (?, ?, ?, ?)');
  const beside = write.prepare(
    'INSERT INTO body (key, bytes) SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM body WHERE key = ?1)',
  );
  return (event) => {
    const { columns, line } = event;
    const body = placed(event.body);
    if (body.key !== null) beside.run(body.key, body.bytes);
    row.run(...listed(columns), line, body.key === null ? body.bytes : null, body.key);
    for (const [kind, value] of keysOf(columns)) key.run(kind, value, epochMilliseconds(columns.time), columns.id);
  };
}

type Placed = { readonly key: string; readonly bytes: Uint8Array } | { readonly key: null; readonly bytes: Uint8Array | null };

function placed(body: Uint8Array | undefined): Placed {
  if (body === undefined) return { key: null, bytes: null };
  return placeOf(body) === 'inline' ? { key: null, bytes: body } : { key: sha256Hex(body), bytes: body };
}

function listed(columns: EventColumns) {
  const { id, time, kind, session, callId, principal, service, operation, access, connection, decision, client } = columns;
  const optional = [session, callId, principal, service, operation, access, connection, decision, client];
  return [id, epochMilliseconds(time), kind, ...optional.map((value) => value ?? null)];
}

/** What an event has several of. An intent has none: it is found by its session alone. */
function keysOf({ kind, groups, resources }: EventColumns): readonly (readonly ['group' | 'resource', string])[] {
  if (kind === 'intent') return [];
  return [...groups.map((group) => ['group', group] as const), ...resources.map((arn) => ['resource', arn] as const)];
}
