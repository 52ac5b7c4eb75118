/** One walk through the record, newest first: which index leads, and what else a candidate must be. Pure, so that a test can explain every plan. */

import type { EventQuery, Position } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { wordsOf } from '#core/recording/words.ts';

export type Statement = { readonly sql: string; readonly values: readonly (string | number)[] };

/** One request's walk: it looks at so many candidates and no more, and every request costs about the same. */
export type Walk = {
  /** The rows that match, newest first: `number`, `time`, `id`, `session`. */
  readonly matches: Statement;
  /** The row of the last candidate that was looked at, when there was room for no more: `time`, `id`. */
  readonly last: Statement;
};

type Condition = Statement;
type Column = (typeof columns)[number];
/** One of what an event has several of. */
type Key = { readonly kind: 'group' | 'resource' | 'masked-class' | 'word'; readonly value: string };
type IndexLead = {
  readonly index: string;
  readonly columns: readonly Column[];
  /** What else stands in the index: asking for it costs no look at the entry itself. */
  readonly beside: readonly Column[];
  readonly isOfRefusals?: true;
};
type Lead = IndexLead | { readonly key: Key['kind'] };

const columns = [
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
] as const satisfies readonly (keyof EventQuery)[];

/** The most selective first; the rest of the query only filters. */
const leads: readonly Lead[] = [
  { index: 'entry_by_session', columns: ['session'], beside: ['kind'] },
  { index: 'entry_by_approval', columns: ['approval'], beside: [] },
  { index: 'entry_by_principal_operation', columns: ['principal', 'operation'], beside: [] },
  { key: 'resource' },
  { index: 'refusal_by_principal', columns: ['principal', 'decision'], beside: [], isOfRefusals: true },
  { index: 'refusal_by_operation', columns: ['operation', 'decision'], beside: [], isOfRefusals: true },
  { index: 'entry_by_principal', columns: ['principal'], beside: ['decision', 'access', 'connection'] },
  { index: 'entry_by_operation', columns: ['operation'], beside: ['decision', 'access'] },
  { key: 'word' },
  { key: 'group' },
  { key: 'masked-class' },
  { index: 'refusal_by_decision', columns: ['decision'], beside: ['connection', 'service', 'access'], isOfRefusals: true },
  { index: 'entry_by_client', columns: ['client'], beside: ['decision', 'access'] },
  { index: 'entry_by_connection', columns: ['connection'], beside: ['decision', 'access'] },
  { index: 'entry_by_service', columns: ['service'], beside: ['decision', 'access'] },
  { index: 'entry_by_access', columns: ['access'], beside: ['decision'] },
];
const byTime: IndexLead = { index: 'entry_by_time', columns: [], beside: ['decision'] };
const besideKeys: readonly Column[] = ['principal', 'access', 'decision'];

/** So many candidates one request looks at where the index alone answers, and where each costs a look at another place. */
const reach = { near: 10_000, far: 1000 } as const;

/** A walk over events needs no session. */
export type Walked = 'events' | 'sessions';

export function walkOf(query: EventQuery, after: Position | undefined, walked: Walked = 'sessions'): Walk {
  const keys = keysOf(query);
  const lead = leads.find((candidate) => isPossible(candidate, query, keys)) ?? byTime;
  if ('key' in lead) {
    const [first, ...others] = keys.toSorted((a, b) => Number(b.kind === lead.key) - Number(a.kind === lead.key));
    if (first !== undefined) return walk(keyCandidates(first, query, after), keyFilter(query, others), walked);
  }
  const led = 'key' in lead ? byTime : lead;
  return walk(indexCandidates(led, query, after), indexFilter(led, query, keys), walked);
}

function isPossible(lead: Lead, query: EventQuery, keys: readonly Key[]): boolean {
  if ('key' in lead) return keys.some(({ kind }) => kind === lead.key);
  if (lead.isOfRefusals === true && query.decision === 'allow') return false;
  return lead.columns.every((name) => query[name] !== undefined);
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
    ...conditionsOf(query, without(['session']), 'entry'),
    ...keysOf(query).map((key) => keyCondition(key, 'entry')),
  ];
  const where = all([foundAlone(query), condition('entry.session = ?', session), ...range, ...rest]);
  return { sql: `SELECT 1 FROM entry INDEXED BY entry_by_session WHERE ${where.sql} LIMIT 1`, values: where.values };
}

type Candidates = { readonly from: string; readonly table: Table; readonly where: Condition; readonly session: string };
type Filter = { readonly hit: Condition; readonly most: number };
type Table = 'entry' | 'entry_key';

/** The hits among the candidates are told in SQL: a row costs more once it is a value of the program. */
function walk({ from, table, where, session }: Candidates, { hit, most }: Filter, walked: Walked): Walk {
  const newestFirst = `FROM ${from} WHERE ${where.sql} ORDER BY ${table}.time DESC, ${table}.id DESC`;
  const shown = walked === 'events' ? 'NULL' : `CASE WHEN ${hit.sql} THEN ${session} END`;
  const values = walked === 'events' ? hit.values : [...hit.values, ...hit.values];
  return {
    matches: {
      sql: `SELECT number, time, id, session FROM (
              SELECT ${table}.number, ${table}.time, ${table}.id, (${hit.sql}) AS hit, ${shown} AS session ${newestFirst} LIMIT ${most}
            ) WHERE hit`,
      values: [...values, ...where.values],
    },
    last: { sql: `SELECT ${table}.time, ${table}.id ${newestFirst} LIMIT 1 OFFSET ${most - 1}`, values: where.values },
  };
}

function indexCandidates(lead: IndexLead, query: EventQuery, after: Position | undefined): Candidates {
  const equal = lead.columns.map((name) => condition(`entry.${name} = ?`, query[name] ?? ''));
  const refusals = lead.isOfRefusals === true ? [condition("entry.decision <> 'allow'")] : [];
  return {
    from: `entry INDEXED BY ${lead.index}`,
    table: 'entry',
    where: all([foundAlone(query), ...refusals, ...equal, ...bounds('entry', query, after)]),
    session: 'entry.session',
  };
}

function indexFilter({ columns: led, beside }: IndexLead, query: EventQuery, keys: readonly Key[]): Filter {
  const others = without(led);
  const isNear = keys.length === 0 && others.every((name) => query[name] === undefined || beside.includes(name));
  const hit = all([...conditionsOf(query, others, 'entry'), ...keys.map((key) => keyCondition(key, 'entry'))]);
  return { hit, most: isNear ? reach.near : reach.far };
}

function keyCandidates({ kind, value }: Key, query: EventQuery, after: Position | undefined): Candidates {
  return {
    from: 'entry_key',
    table: 'entry_key',
    where: all([
      condition('entry_key.kind = ?', kind),
      condition('entry_key.value = ?', value),
      ...bounds('entry_key', query, after),
    ]),
    session: '(SELECT entry.session FROM entry WHERE entry.number = entry_key.number)',
  };
}

/** What does not stand beside the key is asked of the entry itself, last. */
function keyFilter(query: EventQuery, others: readonly Key[]): Filter {
  const far = conditionsOf(query, without(besideKeys), 'entry');
  const looked = far.length === 0 ? [] : [inEntry(all(far))];
  const hit = all([
    ...conditionsOf(query, besideKeys, 'entry_key'),
    ...others.map((key) => keyCondition(key, 'entry_key')),
    ...looked,
  ]);
  return { hit, most: far.length + others.length === 0 ? reach.near : reach.far };
}

function inEntry({ sql, values }: Condition): Condition {
  return { sql: `EXISTS (SELECT 1 FROM entry WHERE entry.number = entry_key.number AND ${sql})`, values };
}

/** Intents are found by their session alone; the partial indexes ask for the same words. */
function foundAlone(query: EventQuery): Condition {
  return condition(query.session === undefined ? "entry.kind <> 'intent'" : '1');
}

function bounds(table: Table, query: EventQuery, after: Position | undefined): readonly Condition[] {
  return [
    ...(query.from === undefined ? [] : [condition(`${table}.time >= ?`, epochMilliseconds(query.from))]),
    ...(query.to === undefined ? [] : [condition(`${table}.time < ?`, epochMilliseconds(query.to))]),
    ...(after === undefined ? [] : [condition(`(${table}.time, ${table}.id) < (?, ?)`, epochMilliseconds(after.time), after.id)]),
  ];
}

function without(left: readonly Column[]): readonly Column[] {
  return columns.filter((name) => !left.includes(name));
}

function conditionsOf(query: EventQuery, asked: readonly Column[], table: Table): readonly Condition[] {
  return asked.flatMap((name) => {
    const value = query[name];
    return value === undefined ? [] : [condition(`${table}.${name} = ?`, value)];
  });
}

function keyCondition({ kind, value }: Key, table: Table): Condition {
  const own = `other.value = ? AND other.time = ${table}.time AND other.id = ${table}.id`;
  return condition(`EXISTS (SELECT 1 FROM entry_key AS other WHERE other.kind = '${kind}' AND ${own})`, value);
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

/** All of them; of none, always. */
function all(conditions: readonly Condition[]): Condition {
  if (conditions.length === 0) return condition('1');
  return { sql: conditions.map(({ sql }) => sql).join(' AND '), values: conditions.flatMap(({ values }) => values) };
}
