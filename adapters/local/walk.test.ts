import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { EventQuery } from '#core/ports.ts';
import { openStore } from './sqlite.ts';
import { type Statement, walkedStatement, walkStatement } from './walk.ts';

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
      assertWalks(walkStatement(query, after, 'events'));
      assertWalks(walkStatement(query, after, 'sessions'));
    }
  });
}

test('what an earlier page walked of a session is looked up in its own index', () => {
  for (const query of pairs) assertWalks(walkedStatement(query, 'x', { newest: position, after: position }));
});

/** `SEARCH` by an index is a seek; a `SCAN` of one is only right for the walk over all times. */
function assertWalks({ sql, values }: Statement): void {
  const plan = store.read.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values);
  const steps = plan.map(({ detail }) => String(detail));
  assert.ok(steps.length > 0);
  for (const step of steps) {
    assert.doesNotMatch(step, /TEMP B-TREE/, sql);
    if (step.startsWith('SCAN')) assert.match(step, /^SCAN entry USING INDEX entry_by_time/, sql);
    if (step.startsWith('SEARCH')) assert.match(step, /USING (COVERING )?INDEX|USING PRIMARY KEY|USING INTEGER PRIMARY KEY/, sql);
  }
}
