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
  { index: 'entry_by_session', columns: ['session'] },
  { index: 'entry_by_principal_operation', columns: ['principal', 'operation'] },
  { key: 'resource' },
  { index: 'entry_by_operation_decision', columns: ['operation', 'decision'] },
  { index: 'entry_by_principal', columns: ['principal'] },
  { index: 'entry_by_operation', columns: ['operation'] },
  { key: 'group' },
  { index: 'entry_by_client', columns: ['client'] },
  { index: 'entry_by_connection', columns: ['connection'] },
  { index: 'entry_by_decision', columns: ['decision'] },
  { index: 'entry_by_service', columns: ['service'] },
  { index: 'entry_by_access', columns: ['access'] },
  { index: 'entry_by_kind', columns: ['kind'] },
];
const byTime: Lead = { index: 'entry_by_time', columns: [] };
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
    condition('(entry.time, entry.id) <= (?, ?)', epochMilliseconds(newest.time), newest.id),
    condition('(entry.time, entry.id) >= (?, ?)', epochMilliseconds(after.time), after.id),
  ];
  const rest = [
    ...bounds('entry', query, undefined),
    ...columnConditions(query, new Set(['session'])),
    ...keyConditions(query, new Set()),
  ];
  const where = both(foundAlone(query), [condition('entry.session = ?', session), ...range, ...rest]);
  return { sql: `SELECT 1 FROM entry INDEXED BY entry_by_session WHERE ${where.sql} LIMIT 1`, values: where.values };
}

type Walking = { readonly after: Position | undefined; readonly hit: Condition };

function indexWalk(lead: Exclude<Lead, { readonly key: Key }>, query: EventQuery, { after, hit }: Walking): Statement {
  const equal = lead.columns.map((name) => condition(`entry.${name} = ?`, query[name] ?? ''));
  const where = both(foundAlone(query), [...equal, ...bounds('entry', query, after)]);
  return {
    sql: `SELECT entry.number, entry.time, entry.id, entry.session, (${hit.sql}) AS hit
          FROM entry INDEXED BY ${lead.index} WHERE ${where.sql} ORDER BY entry.time DESC, entry.id DESC`,
    values: [...hit.values, ...where.values],
  };
}

function keyWalk(key: Key, query: EventQuery, { after, hit }: Walking): Statement {
  const where = both('1', [
    condition('entry_key.kind = ?', key),
    condition('entry_key.value = ?', query[key] ?? ''),
    ...bounds('entry_key', query, after),
  ]);
  return {
    sql: `SELECT entry.number, entry.time, entry.id, entry.session, (${hit.sql}) AS hit
          FROM entry_key CROSS JOIN entry ON entry.number = entry_key.number
          WHERE ${where.sql} ORDER BY entry_key.time DESC, entry_key.id DESC`,
    values: [...hit.values, ...where.values],
  };
}

/** Intents are found by their session alone; the partial indexes ask for the same words. */
function foundAlone(query: EventQuery): string {
  return query.session === undefined ? "entry.kind <> 'intent'" : '1';
}

function bounds(table: 'entry' | 'entry_key', query: EventQuery, after: Position | undefined): readonly Condition[] {
  return [
    ...(query.from === undefined ? [] : [condition(`${table}.time >= ?`, epochMilliseconds(query.from))]),
    ...(query.to === undefined ? [] : [condition(`${table}.time < ?`, epochMilliseconds(query.to))]),
    ...(after === undefined ? [] : [condition(`(${table}.time, ${table}.id) < (?, ?)`, epochMilliseconds(after.time), after.id)]),
  ];
}

function columnConditions(query: EventQuery, led: ReadonlySet<string>): readonly Condition[] {
  return columns.flatMap((name) => {
    const value = query[name];
    return value === undefined || led.has(name) ? [] : [condition(`entry.${name} = ?`, value)];
  });
}

function keyConditions(query: EventQuery, led: ReadonlySet<string>): readonly Condition[] {
  return keys.flatMap((key) => {
    const value = query[key];
    if (value === undefined || led.has(key)) return [];
    return [
      condition(
        `EXISTS (SELECT 1 FROM entry_key WHERE kind = '${key}' AND value = ? AND time = entry.time AND id = entry.id)`,
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
