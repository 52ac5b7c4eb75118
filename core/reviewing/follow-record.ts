/** Follows the record (live tail): what was recorded after one event, oldest first. */

import { GatewayError } from '../errors.ts';
import type { EventQuery, Position, StoredEvent } from '../ports.ts';
import type { ApiCaller } from '../product-api.ts';
import { type ListedEvent, listEvent } from '../recording/list-event.ts';
import { recordRead, type SearchPorts, visibleQuery } from './search-record.ts';

export type Following = {
  /** What there is by now; nothing is no end. Errors: `recorder-unavailable`. */
  readonly poll: () => Promise<readonly ListedEvent[]>;
};

const pageSize = 500;
const maxPages = 10;

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

async function newerThan({ time, id }: Position, query: EventQuery, { search }: SearchPorts): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  let next: Position | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const found = await search.events({ ...query, from: time }, pageSize, next);
    events.push(...found.events);
    next = found.next;
    if (next === undefined) break;
  }
  const newer = events.filter(({ columns }) => columns.time > time || (columns.time === time && columns.id > id));
  return newer.reverse().slice(0, pageSize);
}
