/** Reads one line back: whether it is canonical, whether its fingerprint is its own, and what it says of its place in the chain. */

import { sha256Hex } from '../canonical.ts';
import type { Json } from '../model.ts';
import type { Predecessor } from './chain.ts';
import { around } from './line.ts';
import { nestsTooDeep } from './nests-too-deep.ts';
import { memberOf, numberAt, textAt } from './read-json.ts';

/** The place of one sound line in its writer's chain. */
export type LinePlace = {
  readonly id: string;
  readonly writer: string;
  readonly sequence: number;
  readonly fingerprint: string;
  readonly previous?: { readonly id: string; readonly fingerprint: string };
  readonly predecessor?: Predecessor;
};

/** What a line says of itself, sound or not. */
export type LineHead = {
  readonly id: string | undefined;
  /** Epoch milliseconds; 0 where it says none. */
  readonly time: number;
  /** Of the masked body beside it. */
  readonly bodyHash: string | undefined;
};

export type ReadLine = LineHead &
  ({ readonly state: 'sound'; readonly place: LinePlace } | { readonly state: 'edited' | 'not-canonical' });

export function readLine(line: string): ReadLine {
  const event = parse(line);
  const entry = memberOf(event, 'attestation_list', 0);
  const text = entry === undefined || nestsTooDeep(line) ? undefined : canonicalAround(event, entry, line);
  const head = headOf(event);
  if (entry === undefined || text === undefined) return { state: 'not-canonical', ...head };
  const fingerprint = textAt(entry, 'fingerprint', 'value');
  if (sha256Hex(text([without(entry, 'fingerprint')])) !== fingerprint) return { state: 'edited', ...head };
  const place = placeOf(event, entry, fingerprint);
  return place === undefined ? { state: 'edited', ...head } : { state: 'sound', ...head, place };
}

/** The event's text around any attestation; `undefined` where the line is not it, or holds numbers or texts that canonical JSON does not have. */
function canonicalAround(event: Json | undefined, entry: Json, line: string): ReturnType<typeof around> | undefined {
  try {
    const text = around(without(event, 'attestation_list'));
    return text([entry]) === line ? text : undefined;
  } catch {
    return undefined;
  }
}

function headOf(event: Json | undefined): LineHead {
  return {
    id: textAt(event, 'metadata', 'uid'),
    time: numberAt(event, 'time') ?? 0,
    bodyHash: textAt(event, 'raw_data_hash', 'value'),
  };
}

/** An event's number, id and writer stand in the content and in the attestation: both must say the same. */
function placeOf(event: Json | undefined, entry: Json, fingerprint: string): LinePlace | undefined {
  const [id, writer, sequence] = [textAt(entry, 'uid'), textAt(entry, 'chain_uid'), numberAt(event, 'metadata', 'sequence')];
  if (id === undefined || writer === undefined || sequence === undefined || id !== textAt(event, 'metadata', 'uid'))
    return undefined;
  const [previousId, previousFingerprint] = [
    textAt(entry, 'prev_event', 'uid'),
    textAt(entry, 'prev_event', 'fingerprint', 'value'),
  ];
  const predecessor = predecessorOf(memberOf(event, 'unmapped', 'countersign', 'predecessor'));
  return {
    ...{ id, writer, sequence, fingerprint },
    ...(previousId === undefined ? {} : { previous: { id: previousId, fingerprint: previousFingerprint ?? '' } }),
    ...(predecessor === undefined ? {} : { predecessor }),
  };
}

function predecessorOf(value: Json | undefined): Predecessor | undefined {
  const writer = textAt(value, 'writer');
  if (writer === undefined) return undefined;
  return {
    writer,
    sequence: numberAt(value, 'sequence') ?? 0,
    fingerprint: textAt(value, 'fingerprint') ?? '',
    unconfirmed: {
      count: numberAt(value, 'unconfirmed', 'count') ?? 1,
      id: textAt(value, 'unconfirmed', 'id') ?? '',
      fingerprint: textAt(value, 'unconfirmed', 'fingerprint') ?? '',
    },
  };
}

function parse(line: string): Json | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function without(value: Json | undefined, name: string): { readonly [name: string]: Json } {
  if (typeof value !== 'object' || value === null) return {};
  const { [name]: _left, ...rest } = value as { readonly [name: string]: Json };
  return rest;
}
