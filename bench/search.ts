/** What it costs to find something among a million events on one machine: every filter, and the pairs that the reference names. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteSearch } from '#adapters/local/search.ts';
import { openStore } from '#adapters/local/sqlite.ts';
import type { EventQuery, Position, Search } from '#core/ports.ts';
import { manyEvents, namesOf } from '#test/recording/many-events.ts';
import { median, percentile, type Row } from './row.ts';

const few = 100_000;
const many = 1_000_000;
const rounds = 40;
const pagesARound = 3;

type Ask = (number: number) => EventQuery;

const person: Ask = (number) => ({ principal: `local:${namesOf(number).person}` });
const operation: Ask = (number) => ({ operation: namesOf(number).operation });
const decision: Ask = () => ({ decision: 'deny' });
const resource: Ask = (number) => ({ resource: `arn:aws:ec2:eu-west-1:123456789012:instance/${namesOf(number).resource}` });
const access: Ask = (number) => ({ access: namesOf(number).access });
const connection: Ask = (number) => ({ connection: namesOf(number).connection });
const group: Ask = (number) => ({ group: namesOf(number).team });
const service: Ask = (number) => ({ service: namesOf(number).service });
const masked: Ask = () => ({ maskedClass: 'credential' });
/** An hour of the time that every record of these has. */
const range: Ask = (number) => {
  const from = Date.parse('2026-09-01T00:00:00.000Z') + (number % few) * 90;
  return { from: new Date(from).toISOString(), to: new Date(from + 3_600_000).toISOString() };
};
/** One event of twelve has an approval. */
const lastApproved = (number: number) => number - ((number + 5) % 12);
const both =
  (left: Ask, right: Ask): Ask =>
  (number) => ({ ...left(number), ...right(number) });

const filters: Readonly<Record<string, Ask>> = {
  everything: () => ({}),
  principal: person,
  group,
  'time range': range,
  service,
  operation,
  access,
  connection,
  resource,
  decision,
  client: (number) => ({ client: namesOf(number).client.split('/')[0] ?? '' }),
  session: (number) => ({ session: namesOf(number).session }),
  approval: (number) => ({ approval: `APPROVAL-${namesOf(lastApproved(number)).resource}` }),
  'masked class': masked,
  'words of the reason': () => ({ q: 'incident database' }),
};
const pairs: Readonly<Record<string, Ask>> = {
  'principal and operation': both(person, operation),
  'principal and time range': both(person, range),
  'principal and decision': both(person, decision),
  'operation and decision': both(operation, decision),
  'operation and time range': both(operation, range),
  'resource and principal': both(resource, person),
  'resource and access': both(resource, access),
  'connection and access': both(connection, access),
  'connection and decision': both(connection, decision),
  'group and access': both(group, access),
  'service and decision': both(service, decision),
  'masked class and principal': both(masked, person),
};

export async function benchSearch(): Promise<readonly Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  const store = openStore(directory);
  try {
    store.write.exec('PRAGMA synchronous = OFF');
    const events = await manyEvents(store);
    const search = createSqliteSearch(store);
    events.add(few);
    const small = await measured(search, few);
    events.add(many - few);
    const large = await measured(search, many);
    const alike = await measured(search, many, (name) => sizeOf(small, name));
    return [...large].flatMap(([name, { times }]) => [
      { name: `by ${name}, 1,000,000 events, p95`, value: percentile(times, 0.95), unit: 'ms', budget: atMost(20) },
      { name: `  … as large a page among 100,000, p50`, value: ratio(alike, small, name), unit: '×', budget: atMost(1.5) },
    ]);
  } finally {
    store.close();
    rmSync(directory, { recursive: true });
  }
}

/** How long pages took, and how many events stood on each. */
type Pages = { readonly times: readonly number[]; readonly sizes: readonly number[] };
type Measured = ReadonlyMap<string, Pages>;

const atMost = (value: number) => ({ kind: 'at-most', value }) as const;
const most = 50;

function sizeOf(pages: Measured, name: string): number {
  return Math.max(1, Math.round(median(pages.get(name)?.sizes ?? [])));
}

/** Ten times the events are ten times the matches of a rare value: only pages that are as full say what the size of the record costs. */
function ratio(large: Measured, small: Measured, name: string): number {
  return median(large.get(name)?.times ?? []) / median(small.get(name)?.times ?? []);
}

/** First pages and the pages behind them, each time for another value. */
async function measured(search: Search, stored: number, limitOf: (name: string) => number = () => most): Promise<Measured> {
  await search.events({}, 1);
  const found = new Map<string, Pages>();
  for (const [name, ask] of Object.entries({ ...filters, ...pairs })) {
    const [times, sizes]: [number[], number[]] = [[], []];
    for (let round = -5; round < rounds; round += 1) {
      const pages = await walk(search, ask(stored - 1 - Math.abs(round) * 997), limitOf(name));
      if (round < 0) continue;
      times.push(...pages.times);
      sizes.push(...pages.sizes);
    }
    found.set(name, { times, sizes });
  }
  return found;
}

async function walk(search: Search, query: EventQuery, limit: number): Promise<Pages> {
  const [times, sizes]: [number[], number[]] = [[], []];
  let after: Position | undefined;
  for (let page = 0; page < pagesARound; page += 1) {
    const from = performance.now();
    const { events, next } = await search.events(query, limit, after);
    times.push(performance.now() - from);
    sizes.push(events.length);
    if (next === undefined) break;
    after = next;
  }
  return { times, sizes };
}
