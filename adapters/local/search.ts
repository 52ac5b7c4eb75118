/** Searches the record of one machine: walks the best index newest first, and no further than one request may. */

import type { StatementSync } from 'node:sqlite';
import type { EventPage, EventQuery, Position, Search, SessionPage, SessionSummary, StoredEvent } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import type { SessionEvents } from '#core/recording/session-events.ts';
import { type Row, readEvent, readEvents } from './read-events.ts';
import { createRecordIndex } from './record-index.ts';
import { type Store, storing } from './sqlite.ts';
import { type Statement, type Walk, walkedStatement, walkOf } from './walk.ts';

/** One more than is told: then there are more. */
const maxCounted = 1001;
const maxPrepared = 256;

type Found = { readonly number: number; readonly position: Position; readonly session: string | undefined };
type Walked = { readonly found: readonly Found[]; readonly first?: Position; readonly next?: Position };
type Prepare = (sql: string) => StatementSync;

export function createSqliteSearch(store: Store): Search & SessionEvents {
  const prepare = preparing(store);
  const byNumber = prepare('SELECT line FROM event WHERE number = ?');
  const byId = prepare(
    'SELECT line, coalesce(body, (SELECT bytes FROM body WHERE key = body_key)) AS body FROM event WHERE id = ?',
  );
  const whole = prepare(
    `SELECT line, coalesce(body, (SELECT bytes FROM body WHERE key = body_key)) AS body
     FROM entry INDEXED BY entry_by_session CROSS JOIN event ON event.number = entry.number
     WHERE entry.session = ? AND (entry.time, entry.id) > (?, ?) ORDER BY entry.time, entry.id LIMIT ?`,
  );
  const summarise = summarising(prepare);
  const { catchUp } = createRecordIndex(store);

  function searching<T>(search: () => T): T {
    return storing(() => {
      catchUp();
      return search();
    });
  }

  function events(query: EventQuery, limit: number, after?: Position): EventPage {
    const { found, next } = take(prepare, walkOf(query, after, 'events'), { limit, isWanted: () => true });
    return { events: found.map(({ number }) => lineOf(byNumber.get(number))), ...(next === undefined ? {} : { next }) };
  }

  function sessions(query: EventQuery, limit: number, after?: Position): SessionPage {
    const isNew = newSessions(prepare, query, after);
    const { found, first, next } = take(prepare, walkOf(query, after), { limit, isWanted: isNew });
    const newest = after?.newest ?? first;
    return {
      sessions: found.flatMap(({ session }) => (session === undefined ? [] : [summarise(session)])),
      ...(next === undefined ? {} : { next: newest === undefined ? next : { ...next, newest } }),
    };
  }

  function session(id: string, limit: number, after?: Position): EventPage {
    const from = after === undefined ? Number.MIN_SAFE_INTEGER : epochMilliseconds(after.time);
    const events = readEvents(whole.all(id, from, after?.id ?? '', limit));
    const last = events.length < limit ? undefined : events.at(-1)?.columns;
    return { events, ...(last === undefined ? {} : { next: { time: last.time, id: last.id } }) };
  }

  function event(id: string): StoredEvent | undefined {
    const row = byId.get(id);
    const found = row === undefined ? undefined : readEvent(row);
    return found?.columns.kind === 'intent' ? undefined : found;
  }

  return {
    events: async (query, limit, after) => searching(() => events(query, limit, after)),
    sessions: async (query, limit, after) => searching(() => sessions(query, limit, after)),
    event: async (id) => storing(() => event(id)),
    session: async (id, limit, after) => searching(() => session(id, limit, after)),
  };
}

type Wish = { readonly limit: number; readonly isWanted: (found: Found) => boolean };

/** Takes what matches until the page is full; else it goes on behind the last candidate, if the walk was too long to see them all. */
function take(prepare: Prepare, { matches, last }: Walk, { limit, isWanted }: Wish): Walked {
  const found: Found[] = [];
  let first: Position | undefined;
  let seen: Position | undefined;
  for (const row of rowsOf(prepare, matches)) {
    if (found.length === limit) return { found, ...places(first, seen) };
    const candidate = foundOf(row);
    first ??= candidate.position;
    seen = candidate.position;
    if (isWanted(candidate)) found.push(candidate);
  }
  const end = prepare(last.sql).get(...last.values);
  return { found, ...places(first, end === undefined ? undefined : positionOf(end)) };
}

function places(first: Position | undefined, next: Position | undefined): Pick<Walked, 'first' | 'next'> {
  return { ...(first === undefined ? {} : { first }), ...(next === undefined ? {} : { next }) };
}

/** A session comes once: at its newest match. Whether an earlier page had that one, the record itself says. */
function newSessions(prepare: Prepare, query: EventQuery, after: Position | undefined): (found: Found) => boolean {
  const seen = new Set<string>();
  return ({ session }) => {
    if (session === undefined || seen.has(session)) return false;
    seen.add(session);
    if (after?.newest === undefined) return true;
    const walked = walkedStatement(query, session, { newest: after.newest, after });
    return prepare(walked.sql).get(...walked.values) === undefined;
  };
}

function summarising(prepare: Prepare): (session: string) => SessionSummary {
  const of = 'FROM entry INDEXED BY entry_by_session WHERE session = ?';
  const opening = prepare(`SELECT line FROM event WHERE number = (SELECT number ${of} ORDER BY time, id LIMIT 1)`);
  const newest = prepare(`SELECT time ${of} ORDER BY time DESC, id DESC LIMIT 1`);
  const calls = prepare(`SELECT count(*) AS calls FROM (SELECT 1 ${of} AND kind IN ('intent', 'refused') LIMIT ${maxCounted})`);
  return (id) => {
    const { columns } = lineOf(opening.get(id));
    return {
      id,
      principal: columns.principal ?? '',
      connection: columns.connection ?? '',
      openedAt: columns.time,
      lastEventAt: isoTime(newest.get(id)?.time),
      callCount: Number(calls.get(id)?.calls),
    };
  };
}

function lineOf(row: Row | undefined): StoredEvent {
  if (row === undefined) throw new TypeError('sqlite: an event vanished between two reads');
  return readEvent(row);
}

function foundOf(row: Row): Found {
  const session = typeof row.session === 'string' ? row.session : undefined;
  return { number: Number(row.number), position: positionOf(row), session };
}

function positionOf({ time, id }: Row): Position {
  return { time: isoTime(time), id: String(id) };
}

function isoTime(milliseconds: unknown): string {
  return new Date(Number(milliseconds)).toISOString();
}

function rowsOf(prepare: Prepare, { sql, values }: Statement): Iterable<Row> {
  return prepare(sql).iterate(...values);
}

/** Statements are prepared once a shape of query; there are few shapes, and never more than 256 are kept. */
function preparing({ read }: Store): Prepare {
  const prepared = new Map<string, StatementSync>();
  return (sql) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    if (prepared.size >= maxPrepared) prepared.clear();
    const statement = read.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
}
