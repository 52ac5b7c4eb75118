/** What sealing keeps in the table beside the events: checkpoints, how far each writer is sealed, what waits, and calls without an end. */

import { readLine } from '#core/recording/read-line.ts';
import type { Candidate, CandidatePlace } from '#core/recording/sealable.ts';
import { columnsOf } from '#core/recording/stored-event.ts';
import { type Item, type ItemKey, lineOf } from './record-item.ts';

/** One event that is not sealed yet, with where it lies; its line, where it is at hand. */
export type Waiting = Candidate & { readonly key: ItemKey; readonly line?: string };

export const sealingKeys = {
  checkpoint: (tenant: string, seq: number): ItemKey => ({ pk: `${tenant}#K#checkpoint`, sk: numbered(seq) }),
  writer: (tenant: string, writer: string): ItemKey => ({ pk: `${tenant}#K#writer`, sk: writer }),
  waiting: (tenant: string, id: string): ItemKey => ({ pk: `${tenant}#K#waiting`, sk: id }),
  open: (tenant: string, callId: string): ItemKey => ({ pk: `${tenant}#K#open`, sk: callId }),
} as const;

export function attributes({ pk, sk }: ItemKey): Item {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** A stored event → what sealing must know of it. A line that cannot be read has no place, and its id from its key. */
export function waitingOf(item: Item): Waiting {
  const key = { pk: item.pk?.S ?? '', sk: item.sk?.S ?? '' };
  const line = lineOf(item);
  return { id: key.sk.slice(2), time: isoOf(item), key, line, ...placeOf(line) };
}

export function waitingItem(tenant: string, { id, time, key, place }: Waiting, expiresAt: number): Item {
  return {
    ...attributes(sealingKeys.waiting(tenant, id)),
    time: { S: time },
    eventPk: { S: key.pk },
    eventSk: { S: key.sk },
    ...(place === undefined ? {} : { place: { S: JSON.stringify(place) } }),
    expiresAt: { N: String(expiresAt) },
  };
}

export function waitingFromItem(item: Item): Waiting {
  const place: CandidatePlace | undefined = item.place?.S === undefined ? undefined : JSON.parse(item.place.S);
  const key = { pk: item.eventPk?.S ?? '', sk: item.eventSk?.S ?? '' };
  return { id: item.sk?.S ?? '', time: item.time?.S ?? '', key, ...(place === undefined ? {} : { place }) };
}

/** A line that was changed still says which number of which writer it claims to be. */
function placeOf(line: string): { readonly place?: CandidatePlace } {
  const read = readLine(line);
  if (read.state === 'sound') {
    const { writer, sequence, predecessor } = read.place;
    return { place: { writer, sequence, ...(predecessor === undefined ? {} : { predecessor }) } };
  }
  try {
    const { writer, sequence } = columnsOf(JSON.parse(line));
    return { place: { writer, sequence } };
  } catch {
    return {};
  }
}

function isoOf({ at }: Item): string {
  return new Date(Number((at?.S ?? '0#').split('#')[0])).toISOString();
}

function numbered(seq: number): string {
  return String(seq).padStart(12, '0');
}
