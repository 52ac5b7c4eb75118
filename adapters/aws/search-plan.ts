/** Which partitions a search walks, newest first. Pure: the index that leads is the most selective one that the question allows. */

import type { EventQuery, Position } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import type { TableIndexName } from '#core/recording/table-layout.ts';
import { atOf, sessionPartition, shards } from './record-item.ts';

/** Partitions that are walked together, because their times interleave, between two sort keys (both included). */
export type Group = {
  readonly index?: TableIndexName;
  readonly partitions: readonly string[];
  readonly low: string;
  readonly high: string;
  /** The start of the group's time: where a walk stands once it has seen the whole group. */
  readonly begin: string;
};

export type Span = {
  readonly tenant: string;
  /** Nothing hot is older. */
  readonly oldest: number;
  /** Nothing is newer. */
  readonly newest: number;
};

const dayMilliseconds = 86_400_000;

export function groupsOf(query: EventQuery, after: Position | undefined, span: Span): Iterable<Group> {
  if (query.session !== undefined) return [sessionGroup(query.session, after, span)];
  const { tenant } = span;
  const range = { ...rangeOf(query, span), after };
  if (query.resource !== undefined) return months('by-resource', `${tenant}#R#${query.resource}`, range);
  if (query.principal !== undefined) return months('by-principal', `${tenant}#U#${query.principal}`, range);
  if (query.operation !== undefined) return days('by-operation', `${tenant}#O#${query.operation}`, range);
  return days('by-day', `${tenant}#D`, range);
}

/** A session is walked by event id, which is its order. */
function sessionGroup(session: string, after: Position | undefined, { tenant, oldest }: Span): Group {
  const high = after === undefined ? 'E#~' : `E#${after.id}`;
  return { partitions: [sessionPartition(tenant, session)], low: 'E#', high, begin: isoTime(oldest) };
}

type Range = { readonly from: number; readonly to: number; readonly after: Position | undefined };

function rangeOf({ from, to }: EventQuery, { oldest, newest }: Span): Pick<Range, 'from' | 'to'> {
  return {
    from: Math.max(oldest, from === undefined ? oldest : epochMilliseconds(from)),
    to: Math.min(newest, to === undefined ? newest : epochMilliseconds(to)),
  };
}

function* months(index: TableIndexName, prefix: string, range: Range): Generator<Group> {
  for (let month = isoTime(topOf(range)).slice(0, 7); month >= isoTime(range.from).slice(0, 7); month = monthBefore(month)) {
    yield group(index, [`${prefix}#${month}`], { ...range, begin: `${month}-01T00:00:00.000Z` });
  }
}

function* days(index: TableIndexName, prefix: string, range: Range): Generator<Group> {
  for (let day = startOfDay(topOf(range)); day >= startOfDay(range.from); day -= dayMilliseconds) {
    const begin = isoTime(day);
    const partitions = shards.map((shard) => `${prefix}#${begin.slice(0, 10)}#${shard}`);
    yield group(index, partitions, { ...range, begin });
  }
}

function group(
  index: TableIndexName,
  partitions: readonly string[],
  { from, to, after, begin }: Range & { readonly begin: string },
): Group {
  const top = `${to}#`;
  const high = after === undefined || top < atOf(after) ? top : atOf(after);
  return { index, partitions, low: `${from}#`, high, begin };
}

/** The newest time that is still to be walked. */
function topOf({ to, after }: Range): number {
  return after === undefined ? to : Math.min(to, epochMilliseconds(after.time));
}

function monthBefore(month: string): string {
  return isoTime(epochMilliseconds(`${month}-01T00:00:00.000Z`) - 1).slice(0, 7);
}

function startOfDay(milliseconds: number): number {
  return milliseconds - (milliseconds % dayMilliseconds);
}

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
