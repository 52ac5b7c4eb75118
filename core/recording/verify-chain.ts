/** Walks the writers' chains through stored lines and names the first event that is not as its writer left it. */

import type { Predecessor } from './chain.ts';
import { type LinePlace, type ReadLine, readLine } from './read-line.ts';

export type ChainFaultKind =
  | 'not-canonical'
  | 'edited'
  | 'duplicated'
  | 'swapped'
  | 'deleted'
  | 'inserted'
  | 'forked'
  | 'truncated';

export type ChainFault = {
  readonly kind: ChainFaultKind;
  readonly sentence: string;
  readonly writer?: string;
  readonly sequence?: number;
  readonly id?: string;
};

/** How far one writer's chain is known. */
export type ChainEnd = {
  readonly sequence: number;
  /** Unknown where the event itself is no longer kept. */
  readonly id?: string;
  readonly fingerprint: string;
};

export type ChainReport = {
  readonly events: number;
  readonly ends: ReadonlyMap<string, ChainEnd>;
  /** Absent when every chain is whole. */
  readonly fault?: ChainFault;
};

/** One writer named another as retired. */
type Claim = { readonly by: LinePlace; readonly predecessor: Predecessor };

/**
 * Lines in the order of their event ids. `start` says where chains stood before the first line. Memory grows with writers, not with
 * events. What no later event refers to (the last one of each writer) is held by checkpoints alone.
 */
export function verifyChain(lines: Iterable<string>, start?: ReadonlyMap<string, ChainEnd>): ChainReport {
  return walkChain(readEach(lines), start);
}

/** The same of lines that were read before. */
export function walkChain(lines: Iterable<ReadLine>, start: ReadonlyMap<string, ChainEnd> = new Map()): ChainReport {
  const ends = new Map(start);
  const claims: Claim[] = [];
  const remaining = oneByOne(lines);
  let events = 0;
  for (const read of remaining) {
    events += 1;
    if (read.state !== 'sound') return { events, ends, fault: unsound(read.state, read.id ?? events) };
    const { place } = read;
    const found = linkFault(place, ends.get(place.writer));
    if (found !== undefined) return { events, ends, fault: found.kind === 'deleted' ? lateOrLost(found, remaining) : found };
    if (place.predecessor !== undefined) claims.push({ by: place, predecessor: place.predecessor });
    ends.set(place.writer, place);
  }
  const last = claims.map((claim) => claimFault(claim, ends)).find((found) => found !== undefined);
  return last === undefined ? { events, ends } : { events, ends, fault: last };
}

/** One pass that a second loop may take up where the first one stopped. */
function* oneByOne(lines: Iterable<ReadLine>): Generator<ReadLine> {
  yield* lines;
}

function* readEach(lines: Iterable<string>): Generator<ReadLine> {
  for (const line of lines) yield readLine(line);
}

/** A missing event that comes later was swapped, not deleted. */
function lateOrLost(gap: ChainFault, remaining: Iterable<ReadLine>): ChainFault {
  for (const read of remaining) {
    if (read.state === 'sound' && read.place.writer === gap.writer && read.place.sequence === gap.sequence) {
      return fault('swapped', read.place, 'It stands behind events that follow it.');
    }
  }
  return gap;
}

/** What is wrong between an event and the one before it of the same writer. */
function linkFault(place: LinePlace, before: ChainEnd | undefined): ChainFault | undefined {
  const expected = (before?.sequence ?? 0) + 1;
  if (place.sequence > expected) return missing(place, expected);
  if (place.id === before?.id) return fault('duplicated', place, 'It is stored twice.');
  if (place.sequence === before?.sequence) return fault('forked', place, `Its number belongs to event ${before.id}.`);
  if (place.sequence < expected) return fault('swapped', place, 'It stands behind events that follow it.');
  if (before === undefined) return place.previous === undefined ? undefined : missing(place, 0);
  if (before.id !== undefined && place.previous?.id !== before.id)
    return strange(place, before, 'inserted', 'The event after it refers to another one in its place.');
  if (place.previous?.fingerprint === before.fingerprint) return undefined;
  return strange(place, before, 'edited', 'The event after it holds another fingerprint of it.');
}

/** A writer that follows a retired one says where that one ended; the events in doubt are all stored or none. */
function claimFault({ by, predecessor }: Claim, ends: ReadonlyMap<string, ChainEnd>): ChainFault | undefined {
  const { writer, sequence, fingerprint, unconfirmed } = predecessor;
  const end = ends.get(writer);
  if (end?.sequence === sequence && end.fingerprint === fingerprint) return undefined;
  if (end?.sequence === sequence + unconfirmed.count && end.id === unconfirmed.id && end.fingerprint === unconfirmed.fingerprint)
    return undefined;
  const where = { writer, sequence: (end?.sequence ?? 0) + 1 };
  if (end === undefined || end.sequence < sequence) {
    return {
      kind: 'truncated',
      ...where,
      sentence: `Writer ${writer} lacks events up to number ${sequence}, which writer ${by.writer} names.`,
    };
  }
  return {
    kind: 'forked',
    writer,
    sequence: end.sequence,
    ...(end.id === undefined ? {} : { id: end.id }),
    sentence: `Writer ${writer} went on after writer ${by.writer} had followed it.`,
  };
}

function missing({ writer, id }: LinePlace, sequence: number): ChainFault {
  return {
    kind: 'deleted',
    writer,
    sequence,
    sentence: `Event number ${sequence} of writer ${writer} is missing before event ${id}.`,
  };
}

function strange({ writer }: LinePlace, before: ChainEnd, kind: ChainFaultKind, why: string): ChainFault {
  return {
    kind,
    writer,
    sequence: before.sequence,
    ...(before.id === undefined ? {} : { id: before.id }),
    sentence: `Event ${before.id} of writer ${writer} is not what its writer left. ${why}`,
  };
}

function fault(kind: ChainFaultKind, { writer, sequence, id }: LinePlace, why: string): ChainFault {
  return {
    kind,
    writer,
    sequence,
    id,
    sentence: `Event ${id}, number ${sequence} of writer ${writer}, is not where its writer left it. ${why}`,
  };
}

/** By its id; what says none, by its line's number. */
function unsound(kind: 'edited' | 'not-canonical', id: string | number): ChainFault {
  const why = kind === 'edited' ? 'its content does not give its fingerprint' : 'it is not in canonical form';
  if (typeof id === 'number') return { kind, sentence: `The event in line ${id} was changed: ${why}.` };
  return { kind, id, sentence: `Event ${id} was changed: ${why}.` };
}
