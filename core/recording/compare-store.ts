/** Holds the hot store against the sealed record: what was sealed stands there as it was sealed, and nothing beside it. */

import { sha256Hex } from '../canonical.ts';
import type { Checkpoint } from './checkpoint.ts';
import { textAt } from './read-json.ts';
import type { RecordFault, RecordFaultKind, SealedLine } from './verify-record.ts';

/** One event as the hot store has it, under the id that the store gives it. */
export type HeldEvent = { readonly id: string; readonly line: string; readonly body?: Uint8Array };

export type HotStore = {
  /** The next so many events in the order in which they were stored. */
  readonly next: (count: number) => readonly HeldEvent[];
  readonly find: (id: string) => HeldEvent | undefined;
  /** Epoch milliseconds: what is older may have left the store. */
  readonly expiredBefore: number;
};

/** The fault between one sound segment and the events that were stored in its time: segments lie in the store one behind the other. */
export function compareStore({ seq }: Checkpoint, all: readonly SealedLine[], store: HotStore): RecordFault | undefined {
  const lines = all.filter((line) => !hasExpired(line, store));
  const held = store.next(lines.length);
  const sealed = new Map(lines.map((each) => [idOf(each), each.line]));
  const byId = new Map(held.map((event) => [event.id, event.line]));
  const misplaced = placeFault({ seq, sealed, held, byId, store });
  if (misplaced !== undefined) return misplaced;
  for (const [id, line] of sealed) {
    const found = byId.get(id);
    if (found === line) continue;
    const kind = lines.some((each) => each.line === found) ? 'swapped' : 'edited';
    return fault(kind, id, 'is another in the store than the one that was sealed');
  }
  const hashes = new Map(lines.map((each) => [each.id, each.bodyHash]));
  return strangeBody(held, ({ id }) => hashes.get(id));
}

function hasExpired(line: SealedLine, { find, expiredBefore }: HotStore): boolean {
  return line.time < expiredBefore && find(idOf(line)) === undefined;
}

type Compared = {
  readonly seq: number;
  readonly sealed: ReadonlyMap<string, string>;
  readonly held: readonly HeldEvent[];
  readonly byId: ReadonlyMap<string, string>;
  readonly store: HotStore;
};

/** An event is gone, was put in, or stands elsewhere; what stood behind has then moved up, which is no fault of its own. */
function placeFault({ seq, sealed, held, byId, store }: Compared): RecordFault | undefined {
  const lost = [...sealed.keys()].filter((id) => !byId.has(id));
  const gone = lost.find((id) => store.find(id) === undefined);
  if (gone !== undefined) return fault('deleted', gone, 'is sealed, and missing in the store');
  const put = held.find((event, place) => !sealed.has(event.id) && held.slice(place).some(({ id }) => sealed.has(id)));
  if (put !== undefined) {
    const kind = [...sealed.values()].includes(put.line) ? 'duplicated' : 'inserted';
    return fault(kind, put.id, `stands in the store, and not in segment ${seq}`);
  }
  const [moved] = lost;
  return moved === undefined ? undefined : fault('swapped', moved, `stands in the store elsewhere than with its segment ${seq}`);
}

/** Bodies fit the hash that their events hold; one that is gone has expired. */
export function bodiesFault(events: readonly HeldEvent[]): RecordFault | undefined {
  return strangeBody(events, ({ line }) => textAt(JSON.parse(line), 'raw_data_hash', 'value'));
}

function strangeBody(events: readonly HeldEvent[], hashOf: (event: HeldEvent) => string | undefined): RecordFault | undefined {
  const strange = events.find((event) => event.body !== undefined && sha256Hex(event.body) !== hashOf(event));
  return strange && fault('exchanged-body', strange.id, 'has another body than the one that was recorded');
}

function idOf({ id }: SealedLine): string {
  return id ?? '';
}

function fault(kind: RecordFaultKind, id: string, why: string): RecordFault {
  return { kind, id, sentence: `Event ${id} ${why}.` };
}
