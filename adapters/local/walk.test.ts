import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { EventQuery } from '#core/ports.ts';
import { openStore } from './sqlite.ts';
import { type Statement, walkedStatement, walkOf } from './walk.ts';

const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
const store = openStore(directory);
after(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

const filters: readonly EventQuery[] = [
  { session: 'x' },
  { principal: 'x' },
  { group: 'x' },
  { service: 'x' },
  { operation: 'x' },
  { access: 'x' },
  { connection: 'x' },
  { resource: 'x' },
  { decision: 'x' },
  { client: 'x' },
  { kind: 'refused' },
  { approval: 'x' },
  { maskedClass: 'x' },
  { q: 'some words' },
  { from: '2026-11-02T00:00:00.000Z', to: '2026-11-03T00:00:00.000Z' },
  {},
];
const pairs = filters.flatMap((left, index) => filters.slice(index + 1).map((right) => ({ ...left, ...right })));
const position = { time: '2026-11-02T10:00:00.000Z', id: '01JBPK0000000000000000001Z' };

for (const query of [...filters, ...pairs]) {
  test(`the first and every later page of ${JSON.stringify(query)} walks an index, without sorting`, () => {
    for (const after of [undefined, position]) {
      for (const walked of ['events', 'sessions'] as const) Object.values(walkOf(query, after, walked)).forEach(assertWalks);
    }
  });
}

test('what an earlier page walked of a session is looked up in its own index', () => {
  for (const query of pairs) assertWalks(walkedStatement(query, 'x', { newest: position, after: position }));
});

/** What the reference names, where a page is filled from many candidates. */
const near: readonly EventQuery[] = [
  { principal: 'x', connection: 'x' },
  { principal: 'x', decision: 'allow' },
  { principal: 'x', decision: 'deny' },
  { operation: 'x', decision: 'deny' },
  { resource: 'x', principal: 'x' },
  { resource: 'x', access: 'x' },
  { connection: 'x', access: 'x' },
  { connection: 'x', decision: 'allow' },
  { connection: 'x', decision: 'deny' },
  { group: 'x', access: 'x' },
  { service: 'x', decision: 'deny' },
  { decision: 'allow' },
];

for (const query of near) {
  test(`a candidate of ${JSON.stringify(query)} costs no look at another place`, () => {
    const { matches } = walkOf(query, position, 'events');

    assert.equal(readsEntries(matches), false);
  });
}

test('what stands in no index is read from the entry', () => {
  assert.equal(readsEntries(walkOf({ principal: 'x', client: 'x' }, position, 'events').matches), true);
});

/** Whether the program that SQLite makes of it (sqlite.org/opcode.html) takes a column from the table of entries. */
function readsEntries({ sql, values }: Statement): boolean {
  const root = store.read.prepare("SELECT rootpage FROM record_index.sqlite_schema WHERE name = 'entry'").get()?.rootpage;
  const program = store.read.prepare(`EXPLAIN ${sql}`).all(...values);
  const cursors = program.filter(({ opcode, p2 }) => opcode === 'OpenRead' && p2 === root).map(({ p1 }) => p1);
  return program.some(({ opcode, p1 }) => opcode === 'Column' && cursors.includes(p1));
}

/** `SEARCH` by an index is a seek; a `SCAN` of one is only right for the walk over all times. */
function assertWalks({ sql, values }: Statement): void {
  const plan = store.read.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
  const steps = plan.map(({ detail }) => String(detail));
  assert.ok(steps.length > 0);
  for (const step of steps) {
    assert.doesNotMatch(step, /TEMP B-TREE/, sql);
    if (step.startsWith('SCAN')) assert.match(step, /^SCAN (entry USING (COVERING )?INDEX entry_by_time|\(subquery-\d+\))/, sql);
    if (step.startsWith('SEARCH')) assert.match(step, /USING (COVERING )?INDEX|USING PRIMARY KEY|USING INTEGER PRIMARY KEY/, sql);
  }
}
