/** Holds the hot store against the sealed record: what was sealed stands there as it was sealed, and nothing beside it. */

import { sha256Hex } from '../canonical.ts';
import type { Checkpoint } from './checkpoint.ts';
import { textAt } from './read-json.ts';
import type { RecordFault, RecordFaultKind } from './verify-record.ts';

/** One event as the hot store has it, under the id that the store gives it. */
export type HeldEvent = { readonly id: string; readonly line: string; readonly body?: Uint8Array };

export type HotStore = {
  /** The next so many events in the order in which they were stored. */
  readonly next: (count: number) => readonly HeldEvent[];
  readonly find: (id: string) => HeldEvent | undefined;
};

/** The fault between one sound segment and the events that were stored in its time. */
export function compareStore({ seq }: Checkpoint, lines: readonly string[], store: HotStore): RecordFault | undefined {
  const held = new Map(store.next(lines.length).map((event) => [event.id, event]));
  const sealed = new Map(lines.map((line) => [idOf(line), line]));
  const sealedLines = new Set(lines);
  for (const [id, event] of held) {
    if (!sealed.has(id)) {
      const lost = [...sealed.keys()].find((each) => store.find(each) === undefined);
      if (lost !== undefined) return fault('deleted', lost, 'is sealed, and missing in the store');
      return fault(sealedLines.has(event.line) ? 'duplicated' : 'inserted', id, `stands in the store, and not in segment ${seq}`);
    }
  }
  for (const [id, line] of sealed) {
    const event = held.get(id);
    if (event === undefined) return fault('deleted', id, 'is sealed, and missing in the store');
    if (event.line !== line) {
      return fault(
        sealedLines.has(event.line) ? 'swapped' : 'edited',
        id,
        'is another in the store than the one that was sealed',
      );
    }
  }
  return bodiesFault([...held.values()]);
}

/** Bodies fit the hash that their events hold; one that is gone has expired. */
export function bodiesFault(events: readonly HeldEvent[]): RecordFault | undefined {
  const strange = events.find(({ line, body }) => body !== undefined && sha256Hex(body) !== bodyHashOf(line));
  return strange && fault('exchanged-body', strange.id, 'has another body than the one that was recorded');
}

function bodyHashOf(line: string): string | undefined {
  return textAt(JSON.parse(line), 'raw_data_hash', 'value');
}

function idOf(line: string): string {
  return textAt(JSON.parse(line), 'metadata', 'uid') ?? '';
}

function fault(kind: RecordFaultKind, id: string, why: string): RecordFault {
  return { kind, id, sentence: `Event ${id} ${why}.` };
}
