/** Searches the record on AWS: walks the best index newest first, and never further than one request may. */

import { gunzipSync } from 'node:zlib';
import type { EventPage, EventQuery, Now, Position, Search, SessionPage, StoredEvent } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import type { SessionEvents } from '#core/recording/session-events.ts';
import { reaching, type Table } from './dynamodb.ts';
import { findEvent } from './find-event.ts';
import { walkGroup } from './partition-walk.ts';
import { readItems } from './read-items.ts';
import { eventOf, type Item } from './record-item.ts';
import { matches, type RecordRow } from './record-row.ts';
import type { Bodies } from './s3-bodies.ts';
import { groupsOf, type Span } from './search-plan.ts';
import { sessionItems } from './session-items.ts';
import { summarise, wasWalked } from './session-summary.ts';

export type SearchOptions = { readonly table: Table; readonly bodies: Bodies; readonly hotDays: number; readonly now: Now };

/** How many rows, and how many groups of partitions, one request looks at; then it answers what it has and where it stopped. */
const maxConsidered = 5000;
const maxGroups = 100;
/** A page of rows to filter; without a filter no more are read than are wanted. */
const filteredPage = 500;

const dayMilliseconds = 86_400_000;
/** The clocks of other writers may run ahead a little. */
const skewMilliseconds = 300_000;

type Walked = { readonly found: readonly RecordRow[]; readonly first?: Position; readonly next?: Position };

export function createDynamoDbSearch(options: SearchOptions): Search & SessionEvents {
  const { table } = options;

  async function events(query: EventQuery, limit: number, after?: Position): Promise<EventPage> {
    const { found, next } = await walk(options, { query, limit, after, isWanted: async () => true });
    const items = await readItems(table, found);
    return { events: items.map((item) => eventOf(item)), ...(next === undefined ? {} : { next }) };
  }

  async function sessions(query: EventQuery, limit: number, after?: Position): Promise<SessionPage> {
    const isWanted = newSessions(table, query, after);
    const { found, first, next } = await walk(options, { query, limit, after, isWanted });
    const summaries = await Promise.all(found.map(({ session }) => summarise(table, session ?? '')));
    const newest = after?.newest ?? first;
    return {
      sessions: summaries.filter((summary) => summary !== undefined),
      ...(next === undefined ? {} : { next: newest === undefined ? next : { ...next, newest } }),
    };
  }

  async function event(id: string): Promise<StoredEvent | undefined> {
    const item = await findEvent(table, id);
    if (item === undefined) return undefined;
    return eventOf(item, await bodyOf(item, options.bodies));
  }

  async function session(id: string, limit: number, after?: Position): Promise<EventPage> {
    const { items, isEnd } = await sessionItems(table, id, { limit, after });
    const events = await Promise.all(items.map(async (item) => eventOf(item, await bodyOf(item, options.bodies))));
    const last = isEnd ? undefined : (events.at(-1)?.columns ?? after);
    return { events, ...(last === undefined ? {} : { next: { time: last.time, id: last.id } }) };
  }

  return {
    events: (query, limit, after) => reaching('the record', () => events(query, limit, after)),
    sessions: (query, limit, after) => reaching('the record', () => sessions(query, limit, after)),
    event: (id) => reaching('the record', () => event(id)),
    session: (id, limit, after) => reaching('the record', () => session(id, limit, after)),
  };
}

/** With the event, beside it, or there is none. */
async function bodyOf({ body, bodyKey }: Item, bodies: Bodies): Promise<Uint8Array | undefined> {
  if (bodyKey?.S !== undefined) return bodies.get(bodyKey.S);
  return body?.B === undefined ? undefined : gunzipSync(body.B);
}

type Walking = {
  readonly query: EventQuery;
  readonly limit: number;
  readonly after: Position | undefined;
  readonly isWanted: (row: RecordRow) => Promise<boolean>;
};

/** Takes what matches until the page is full, the walk is too long, or nothing is left (then there is no `next`). */
async function walk(options: SearchOptions, { query, limit, after, isWanted }: Walking): Promise<Walked> {
  const pageSize = Object.keys(query).length > 1 ? filteredPage : limit + 1;
  const found: RecordRow[] = [];
  let [considered, groups] = [0, 0];
  let first: Position | undefined;
  let last: Position | undefined;
  for (const group of groupsOf(query, after, spanOf(options))) {
    if (found.length === limit || groups === maxGroups) return { found, ...places(first, last) };
    groups += 1;
    for await (const row of walkGroup({ table: options.table, group, pageSize })) {
      if (found.length === limit || considered === maxConsidered) return { found, ...places(first, last) };
      considered += 1;
      first ??= row.position;
      last = row.position;
      if (matches(row, query) && (await isWanted(row))) found.push(row);
    }
    last = { time: group.begin, id: '' };
  }
  return { found, ...places(first, undefined) };
}

function places(first: Position | undefined, next: Position | undefined): Pick<Walked, 'first' | 'next'> {
  return { ...(first === undefined ? {} : { first }), ...(next === undefined ? {} : { next }) };
}

/** A session comes once: at its newest match. Whether an earlier page had that one, the record itself says. */
function newSessions(table: Table, query: EventQuery, after: Position | undefined): (row: RecordRow) => Promise<boolean> {
  const seen = new Set<string>();
  return async ({ session }) => {
    if (session === undefined || seen.has(session)) return false;
    seen.add(session);
    if (after?.newest === undefined) return true;
    return !(await wasWalked(table, { query, session, newest: after.newest, after }));
  };
}

function spanOf({ table, hotDays, now }: SearchOptions): Span {
  const today = epochMilliseconds(now());
  return { tenant: table.tenant, oldest: today - hotDays * dayMilliseconds, newest: today + skewMilliseconds };
}
