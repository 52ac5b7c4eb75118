/** Which of the events that are known may be sealed now: each writer's in their order and without a hole, whatever order they came in. */

import type { Predecessor } from './chain.ts';

export type Candidate = {
  readonly id: string;
  readonly time: string;
  /** Absent for a line that says no place in a chain: it is sealed as it stands. */
  readonly place?: CandidatePlace;
};

export type CandidatePlace = {
  readonly writer: string;
  readonly sequence: number;
  readonly predecessor?: Pick<Predecessor, 'writer' | 'sequence'>;
};

export type Sealable<T> = {
  /** In the order of their ids. */
  readonly chosen: readonly T[];
  /** What waits: behind a hole, or because the segment is full. */
  readonly left: readonly T[];
};

/** `ends`: up to which number each writer is sealed. What is sealed already, or known twice, is dropped. */
export function sealable<T extends Candidate>(
  candidates: Iterable<T>,
  ends: ReadonlyMap<string, number>,
  limit: number,
): Sealable<T> {
  const fresh = distinct(candidates).filter(({ place }) => place === undefined || place.sequence > endOf(ends, place.writer));
  const reach = reachOf(fresh, ends);
  const isReached = ({ place }: T) => place === undefined || place.sequence <= endOf(reach, place.writer);
  const chosen = fresh.filter(isReached).slice(0, limit);
  const taken = new Set(chosen.map(({ id }) => id));
  return { chosen, left: fresh.filter(({ id }) => !taken.has(id)) };
}

function distinct<T extends Candidate>(candidates: Iterable<T>): readonly T[] {
  const byId = new Map(Array.from(candidates, (candidate) => [candidate.id, candidate]));
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** How far each writer goes on without a hole. A writer that follows a retired one waits for it. */
function reachOf(fresh: readonly Candidate[], ends: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const reach = new Map(ends);
  let waiting = fresh.flatMap(({ place }) => place ?? []).toSorted((a, b) => a.sequence - b.sequence);
  for (;;) {
    const left: CandidatePlace[] = [];
    for (const place of waiting) {
      if (isNext(place, reach)) reach.set(place.writer, place.sequence);
      else left.push(place);
    }
    if (left.length === waiting.length) return reach;
    waiting = left;
  }
}

function isNext({ writer, sequence, predecessor }: CandidatePlace, reach: ReadonlyMap<string, number>): boolean {
  if (sequence !== endOf(reach, writer) + 1) return false;
  return predecessor === undefined || endOf(reach, predecessor.writer) >= predecessor.sequence;
}

function endOf(ends: ReadonlyMap<string, number>, writer: string): number {
  return ends.get(writer) ?? 0;
}
