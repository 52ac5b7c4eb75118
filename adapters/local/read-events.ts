/** Rows of the local store → events. */

import type { SQLOutputValue } from 'node:sqlite';
import type { Masked } from '#core/model.ts';
import type { StoredEvent } from '#core/ports.ts';
import { storedEvent } from '#core/recording/stored-event.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

/** Lines and their columns, without bodies. */
export function readEvents(rows: Iterable<Row>): readonly StoredEvent[] {
  return Array.from(rows, readEvent);
}

/** The store holds only what a writer made, and a writer takes nothing that is not masked. */
export function readEvent({ line, body }: Row): StoredEvent {
  const masked = String(line) as Masked<string>;
  return body instanceof Uint8Array ? storedEvent(masked, body as Masked<Uint8Array>) : storedEvent(masked);
}
