/** Rows of the local store → events. */

import type { SQLOutputValue } from 'node:sqlite';
import type { StoredEvent } from '#core/ports.ts';
import { storedEvent } from '#core/recording/stored-event.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Lines and their columns, without bodies. */
export function readEvents(rows: Iterable<Row>): readonly StoredEvent[] {
  return Array.from(rows, readEvent);
}

export function readEvent({ line, body }: Row): StoredEvent {
  return storedEvent(String(line), body instanceof Uint8Array ? body : undefined);
}
