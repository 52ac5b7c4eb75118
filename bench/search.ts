/** What it costs to find something among a million events on one machine: every filter, and the pairs that the reference names. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSqliteSearch } from '#adapters/local/search.ts';
import { openStore } from '#adapters/local/sqlite.ts';
import type { EventQuery, Position, Search } from '#core/ports.ts';
import { manyEvents, namesOf } from '#test/recording/many-events.ts';
import { percentile, type Row } from './row.ts';

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
  approval: (number) => ({ approval: `APPROVAL-${namesOf(number).resource}` }),
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
    const small = await timesOf(search, few);
    events.add(many - few);
    const large = await timesOf(search, many);
    return [...large].flatMap(([name, times]) => rowsOf(name, percentile(small.get(name) ?? [], 0.95), percentile(times, 0.95)));
  } finally {
    store.close();
    rmSync(directory, { recursive: true });
  }
}

function rowsOf(name: string, small: number, large: number): readonly Row[] {
  return [
    { name: `by ${name}, 1,000,000 events, p95`, value: large, unit: 'ms', budget: { kind: 'at-most', value: 20 } },
    { name: '  … of what 100,000 take', value: large / small, unit: '×', budget: { kind: 'at-most', value: 1.5 } },
  ];
}

/** First pages and the pages behind them, each time for another value. */
async function timesOf(search: Search, stored: number): Promise<ReadonlyMap<string, readonly number[]>> {
  await search.events({}, 1);
  const times = new Map<string, number[]>();
  for (const [name, ask] of Object.entries({ ...filters, ...pairs })) {
    const taken: number[] = [];
    for (let round = -5; round < rounds; round += 1) {
      const pages = await walk(search, ask(stored - 1 - Math.abs(round) * 997));
      if (round >= 0) taken.push(...pages);
    }
    times.set(name, taken);
  }
  return times;
}

async function walk(search: Search, query: EventQuery): Promise<readonly number[]> {
  const taken: number[] = [];
  let after: Position | undefined;
  for (let page = 0; page < pagesARound; page += 1) {
    const from = performance.now();
    const { next } = await search.events(query, 50, after);
    taken.push(performance.now() - from);
    if (next === undefined) return taken;
    after = next;
  }
  return taken;
}
