/** One walk through the record, newest first: which index leads, and what else a candidate must be. Pure, so that a test can explain every plan. */

import type { EventQuery, Position } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';

/** A statement with its values. Its rows: `number`, `time`, `id`, `session`, and `hit` (1 when the row matches the whole query). */
export type Statement = { readonly sql: string; readonly values: readonly (string | number)[] };

type Condition = Statement;
type Column = 'principal' | 'service' | 'operation' | 'access' | 'connection' | 'decision' | 'client' | 'session' | 'kind';
type Key = 'group' | 'resource';
type Lead = { readonly index: string; readonly columns: readonly Column[] } | { readonly key: Key };

/** The most selective first; the rest of the query only filters. */
const leads: readonly Lead[] = [
  { index: 'event_by_session', columns: ['session'] },
  { index: 'event_by_principal_operation', columns: ['principal', 'operation'] },
  { key: 'resource' },
  { index: 'event_by_operation_decision', columns: ['operation', 'decision'] },
  { index: 'event_by_principal', columns: ['principal'] },
  { index: 'event_by_operation', columns: ['operation'] },
  { key: 'group' },
  { index: 'event_by_client', columns: ['client'] },
  { index: 'event_by_connection', columns: ['connection'] },
  { index: 'event_by_decision', columns: ['decision'] },
  { index: 'event_by_service', columns: ['service'] },
  { index: 'event_by_access', columns: ['access'] },
  { index: 'event_by_kind', columns: ['kind'] },
];
const byTime: Lead = { index: 'event_by_time', columns: [] };
const columns: readonly Column[] = [
  'principal',
  'service',
  'operation',
  'access',
  'connection',
  'decision',
  'client',
  'session',
  'kind',
];
const keys: readonly Key[] = ['group', 'resource'];

export function walkStatement(query: EventQuery, after: Position | undefined): Statement {
  const lead = leads.find((candidate) => leadColumns(candidate).every((name) => query[name] !== undefined)) ?? byTime;
  const led = new Set<string>(leadColumns(lead));
  const hit = both('1', [...columnConditions(query, led), ...keyConditions(query, led)]);
  return 'key' in lead ? keyWalk(lead.key, query, { after, hit }) : indexWalk(lead, query, { after, hit });
}

/** Whether a session has a match among those that earlier pages have already walked: from the first one down to `after`. */
export function walkedStatement(
  query: EventQuery,
  session: string,
  walked: { readonly newest: Position; readonly after: Position },
): Statement {
  const { newest, after } = walked;
  const range: readonly Condition[] = [
    condition('(event.time, event.id) <= (?, ?)', epochMilliseconds(newest.time), newest.id),
    condition('(event.time, event.id) >= (?, ?)', epochMilliseconds(after.time), after.id),
  ];
  const rest = [
    ...bounds('event', query, undefined),
    ...columnConditions(query, new Set(['session'])),
    ...keyConditions(query, new Set()),
  ];
  const where = both(foundAlone(query), [condition('event.session = ?', session), ...range, ...rest]);
  return { sql: `SELECT 1 FROM event INDEXED BY event_by_session WHERE ${where.sql} LIMIT 1`, values: where.values };
}

type Walking = { readonly after: Position | undefined; readonly hit: Condition };

function indexWalk(lead: Exclude<Lead, { readonly key: Key }>, query: EventQuery, { after, hit }: Walking): Statement {
  const equal = lead.columns.map((name) => condition(`event.${name} = ?`, query[name] ?? ''));
  const where = both(foundAlone(query), [...equal, ...bounds('event', query, after)]);
  return {
    sql: `SELECT event.number, event.time, event.id, event.session, (${hit.sql}) AS hit
          FROM event INDEXED BY ${lead.index} WHERE ${where.sql} ORDER BY event.time DESC, event.id DESC`,
    values: [...hit.values, ...where.values],
  };
}

function keyWalk(key: Key, query: EventQuery, { after, hit }: Walking): Statement {
  const where = both('1', [
    condition('event_key.kind = ?', key),
    condition('event_key.value = ?', query[key] ?? ''),
    ...bounds('event_key', query, after),
  ]);
  return {
    sql: `SELECT event.number, event.time, event.id, event.session, (${hit.sql}) AS hit
          FROM event_key CROSS JOIN event ON event.id = event_key.id
          WHERE ${where.sql} ORDER BY event_key.time DESC, event_key.id DESC`,
    values: [...hit.values, ...where.values],
  };
}

/** Intents are found by their session alone; the partial indexes ask for the same words. */
function foundAlone(query: EventQuery): string {
  return query.session === undefined ? "event.kind <> 'intent'" : '1';
}

function bounds(table: 'event' | 'event_key', query: EventQuery, after: Position | undefined): readonly Condition[] {
  return [
    ...(query.from === undefined ? [] : [condition(`${table}.time >= ?`, epochMilliseconds(query.from))]),
    ...(query.to === undefined ? [] : [condition(`${table}.time < ?`, epochMilliseconds(query.to))]),
    ...(after === undefined ? [] : [condition(`(${table}.time, ${table}.id) < (?, ?)`, epochMilliseconds(after.time), after.id)]),
  ];
}

function columnConditions(query: EventQuery, led: ReadonlySet<string>): readonly Condition[] {
  return columns.flatMap((name) => {
    const value = query[name];
    return value === undefined || led.has(name) ? [] : [condition(`event.${name} = ?`, value)];
  });
}

function keyConditions(query: EventQuery, led: ReadonlySet<string>): readonly Condition[] {
  return keys.flatMap((key) => {
    const value = query[key];
    if (value === undefined || led.has(key)) return [];
    return [
      condition(
        `EXISTS (SELECT 1 FROM event_key WHERE kind = '${key}' AND value = ? AND time = event.time AND id = event.id)`,
        value,
      ),
    ];
  });
}

function leadColumns(lead: Lead): readonly (Column | Key)[] {
  return 'key' in lead ? [lead.key] : lead.columns;
}

function condition(sql: string, ...values: readonly (string | number)[]): Condition {
  return { sql, values };
}

function both(first: string, conditions: readonly Condition[]): Condition {
  return { sql: [first, ...conditions.map(({ sql }) => sql)].join(' AND '), values: conditions.flatMap(({ values }) => values) };
}
