/** One walk through the record, newest first: which index leads, and what else a candidate must be. Pure, so that a test can explain every plan. */

import type { EventQuery, Position } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { wordsOf } from '#core/recording/words.ts';

/** A statement with its values. Its rows: `number`, `time`, `id`, `session`, and `hit` (1 when the row matches the whole query). */
export type Statement = { readonly sql: string; readonly values: readonly (string | number)[] };

type Condition = Statement;
type Column =
  | 'principal'
  | 'service'
  | 'operation'
  | 'access'
  | 'connection'
  | 'decision'
  | 'client'
  | 'session'
  | 'kind'
  | 'approval';
/** One of what an event has several of. */
type Key = { readonly kind: 'group' | 'resource' | 'masked-class' | 'word'; readonly value: string };
type IndexLead = { readonly index: string; readonly columns: readonly Column[] };
type Lead = IndexLead | { readonly key: Key['kind'] };

/** The most selective first; the rest of the query only filters. */
const leads: readonly Lead[] = [
  { index: 'entry_by_session', columns: ['session'] },
  { index: 'entry_by_approval', columns: ['approval'] },
  { index: 'entry_by_principal_operation', columns: ['principal', 'operation'] },
  { key: 'resource' },
  { index: 'entry_by_principal_decision', columns: ['principal', 'decision'] },
  { index: 'entry_by_operation_decision', columns: ['operation', 'decision'] },
  { index: 'entry_by_principal', columns: ['principal'] },
  { index: 'entry_by_operation', columns: ['operation'] },
  { key: 'word' },
  { key: 'group' },
  { key: 'masked-class' },
  { index: 'entry_by_client', columns: ['client'] },
  { index: 'entry_by_connection', columns: ['connection'] },
  { index: 'entry_by_decision', columns: ['decision'] },
  { index: 'entry_by_service', columns: ['service'] },
  { index: 'entry_by_access', columns: ['access'] },
  { index: 'entry_by_kind', columns: ['kind'] },
];
const byTime: IndexLead = { index: 'entry_by_time', columns: [] };
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
  'approval',
];

/** A walk over events needs no session: what it does not ask for beside its index costs no look at the entry itself. */
export type Walked = 'events' | 'sessions';

export function walkStatement(query: EventQuery, after: Position | undefined, walked: Walked = 'sessions'): Statement {
  const keys = keysOf(query);
  const lead = leads.find((candidate) => isPossible(candidate, query, keys)) ?? byTime;
  if ('key' in lead) {
    const [first, ...others] = keys.toSorted((a, b) => Number(b.kind === lead.key) - Number(a.kind === lead.key));
    if (first !== undefined) return keyWalk(first, query, { after, walked, hit: hitOf(query, [], others) });
  }
  const led = 'key' in lead ? byTime : lead;
  return indexWalk(led, query, { after, walked, hit: hitOf(query, led.columns, keys) });
}

function isPossible(lead: Lead, query: EventQuery, keys: readonly Key[]): boolean {
  if ('key' in lead) return keys.some(({ kind }) => kind === lead.key);
  return lead.columns.every((name) => query[name] !== undefined);
}

function hitOf(query: EventQuery, led: readonly Column[], keys: readonly Key[]): Condition {
  return both('1', [...columnConditions(query, new Set(led)), ...keys.map(keyCondition)]);
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
    ...keysOf(query).map(keyCondition),
  ];
  const where = both(foundAlone(query), [condition('entry.session = ?', session), ...range, ...rest]);
  return { sql: `SELECT 1 FROM entry INDEXED BY entry_by_session WHERE ${where.sql} LIMIT 1`, values: where.values };
}

type Walking = { readonly after: Position | undefined; readonly walked: Walked; readonly hit: Condition };

const sessionOf = { events: 'NULL', sessions: 'entry.session' } as const satisfies Readonly<Record<Walked, string>>;

function indexWalk(lead: IndexLead, query: EventQuery, { after, walked, hit }: Walking): Statement {
  const equal = lead.columns.map((name) => condition(`entry.${name} = ?`, query[name] ?? ''));
  const where = both(foundAlone(query), [...equal, ...bounds('entry', query, after)]);
  return {
    sql: `SELECT entry.number, entry.time, entry.id, ${sessionOf[walked]} AS session, (${hit.sql}) AS hit
          FROM entry INDEXED BY ${lead.index} WHERE ${where.sql} ORDER BY entry.time DESC, entry.id DESC`,
    values: [...hit.values, ...where.values],
  };
}

function keyWalk(key: Key, query: EventQuery, { after, walked, hit }: Walking): Statement {
  const where = both('1', [
    condition('entry_key.kind = ?', key.kind),
    condition('entry_key.value = ?', key.value),
    ...bounds('entry_key', query, after),
  ]);
  const newestFirst = 'ORDER BY entry_key.time DESC, entry_key.id DESC';
  // Nothing more is asked of the entry, so it is not looked at.
  if (hit.sql === '1' && walked === 'events') {
    const sql = `SELECT number, time, id, NULL AS session, 1 AS hit FROM entry_key WHERE ${where.sql} ${newestFirst}`;
    return { sql, values: where.values };
  }
  return {
    sql: `SELECT entry.number, entry.time, entry.id, ${sessionOf[walked]} AS session, (${hit.sql}) AS hit
          FROM entry_key CROSS JOIN entry ON entry.number = entry_key.number
          WHERE ${where.sql} ${newestFirst}`,
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

function keyCondition({ kind, value }: Key): Condition {
  const own = 'value = ? AND time = entry.time AND id = entry.id';
  return condition(`EXISTS (SELECT 1 FROM entry_key WHERE kind = '${kind}' AND ${own})`, value);
}

/** The longest words lead: they are the rarest. A text without a word matches nothing. */
function keysOf({ group, resource, maskedClass, q }: EventQuery): readonly Key[] {
  const words = q === undefined ? [] : wordsOf(q).toSorted((a, b) => b.length - a.length);
  return [
    ...(resource === undefined ? [] : [{ kind: 'resource', value: resource } as const]),
    ...(q !== undefined && words.length === 0 ? [''] : words).map((value) => ({ kind: 'word', value }) as const),
    ...(group === undefined ? [] : [{ kind: 'group', value: group } as const]),
    ...(maskedClass === undefined ? [] : [{ kind: 'masked-class', value: maskedClass } as const]),
  ];
}

function condition(sql: string, ...values: readonly (string | number)[]): Condition {
  return { sql, values };
}

function both(first: string, conditions: readonly Condition[]): Condition {
  return { sql: [first, ...conditions.map(({ sql }) => sql)].join(' AND '), values: conditions.flatMap(({ values }) => values) };
}
