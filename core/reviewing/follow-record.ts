/** Follows the record (live tail): what was recorded after one event, oldest first. */

import { GatewayError } from '../errors.ts';
import { epochMilliseconds, isoTime } from '../instant.ts';
import type { EventQuery, Position, StoredEvent } from '../ports.ts';
import type { ApiCaller } from '../product-api.ts';
import { type ListedEvent, listEvent } from '../recording/list-event.ts';
import { recordRead, type SearchPorts, visibleQuery } from './search-record.ts';

export type Following = {
  /** What there is by now; nothing is no end. Errors: `recorder-unavailable`. */
  readonly poll: () => Promise<readonly ListedEvent[]>;
};

const pageSize = 500;
/** So much is read at once to find the oldest of what is new. */
const maxPages = 2;

/** Without `after`, what comes from now on. Errors: `denied`, `not-found` (after), `recorder-unavailable`. */
export async function followEvents(
  caller: ApiCaller,
  asked: EventQuery,
  after: string | undefined,
  ports: SearchPorts,
): Promise<Following> {
  const query = visibleQuery(caller, asked, ports);
  await ports.record(recordRead(caller, { list: 'follow', query: { ...query } }, ports.newId()));
  const start = after === undefined ? { time: ports.now(), id: '' } : await positionOf(after, ports);
  return {
    poll: async () => (await newerThan(start, query, ports)).filter((event) => !isOwnReading(event, caller)).map(listEvent),
  };
}

/** Following is recorded as well; who follows would otherwise only see itself follow. */
function isOwnReading({ columns }: StoredEvent, { principal }: ApiCaller): boolean {
  return columns.kind === 'record-read' && columns.principal === principal.id;
}

async function positionOf(id: string, { search }: SearchPorts): Promise<Position> {
  const found = await search.event(id);
  if (found === undefined) throw new GatewayError('not-found', 'There is no event of that id to follow on from.');
  return { time: found.columns.time, id };
}

/**
 * The search walks newest first, so a long gap is halved until its oldest part is short enough to be read whole: nothing is skipped,
 * however long ago it was.
 */
async function newerThan(start: Position, query: EventQuery, ports: SearchPorts): Promise<readonly StoredEvent[]> {
  const end = settled(ports);
  let span: Span = { from: start.time, ...end };
  for (;;) {
    const { events, oldest } = await within(span, query, ports);
    const newer = events.filter((event) => isNewer(event, start));
    const middle = oldest === undefined ? undefined : middleOf(span.from, oldest.time);
    if (middle !== undefined) span = { from: span.from, to: middle };
    else if (newer.length > 0 || span.to === end.to || span.to === undefined) return newer.reverse().slice(0, pageSize);
    else span = { from: span.to, ...end };
  }
}

/** What is younger may still get a neighbour that is older: whoever went on behind it would never hear of that one. */
function settled({ settlingMilliseconds, now }: SearchPorts): { readonly to?: string } {
  return settlingMilliseconds === undefined ? {} : { to: isoTime(epochMilliseconds(now()) - settlingMilliseconds) };
}

type Span = { readonly from: string; readonly to?: string };

/** `oldest`: how far back it came, when there is more behind. */
async function within(span: Span, query: EventQuery, { search }: SearchPorts) {
  const events: StoredEvent[] = [];
  let next: Position | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const found = await search.events({ ...query, ...span }, pageSize, next);
    events.push(...found.events);
    next = found.next;
    if (next === undefined) return { events };
  }
  return { events, oldest: next };
}

/** `undefined` when there is no time between them. */
function middleOf(from: string, to: string): string | undefined {
  const [first, last] = [epochMilliseconds(from), epochMilliseconds(to)];
  const middle = Math.floor((first + last) / 2);
  return middle > first ? isoTime(middle) : undefined;
}

function isNewer({ columns }: StoredEvent, { time, id }: Position): boolean {
  return columns.time > time || (columns.time === time && columns.id > id);
}
