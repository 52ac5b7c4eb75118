import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EventQuery } from '#core/ports.ts';
import { groupsOf } from './search-plan.ts';

const span = { tenant: 'acme', oldest: Date.parse('2026-09-30T12:00:00.000Z'), newest: Date.parse('2026-11-02T12:00:00.000Z') };

const leads: readonly (readonly [EventQuery, string | undefined, string])[] = [
  [{ session: 'S', principal: 'p' }, undefined, 'acme#S#S'],
  [{ principal: 'p', operation: 'o', resource: 'arn:x' }, 'by-resource', 'acme#R#arn:x#2026-11'],
  [{ principal: 'p', operation: 'o' }, 'by-principal', 'acme#U#p#2026-11'],
  [{ operation: 'o', service: 's' }, 'by-operation', 'acme#O#o#2026-11-02#0'],
  [{ access: 'write' }, 'by-day', 'acme#D#2026-11-02#0'],
];

for (const [query, index, partition] of leads) {
  test(`${JSON.stringify(query)} is led by ${index ?? 'its session'}`, () => {
    const [group] = groupsOf(query, undefined, span);

    assert.equal(group?.index, index);
    assert.equal(group?.partitions[0], partition);
  });
}

test('months are walked newest first, from the end of the question to its begin, over the turn of a year', () => {
  const turn = { ...span, newest: Date.parse('2027-01-15T00:00:00.000Z'), oldest: Date.parse('2026-11-20T00:00:00.000Z') };

  const months = [...groupsOf({ principal: 'p' }, undefined, turn)].map(({ partitions }) => partitions[0]);

  assert.deepEqual(months, ['acme#U#p#2027-01', 'acme#U#p#2026-12', 'acme#U#p#2026-11']);
});

test('days are walked in 16 shards each, no further than the question and what is still hot', () => {
  const query = { from: '2026-10-31T08:00:00.000Z', to: '2026-11-02T00:00:00.000Z' };

  const groups = [...groupsOf(query, undefined, span)];

  assert.deepEqual(
    groups.map(({ begin, partitions }) => [begin.slice(0, 10), partitions.length]),
    [
      ['2026-11-02', 16],
      ['2026-11-01', 16],
      ['2026-10-31', 16],
    ],
  );
  assert.equal(groups[0]?.low, `${Date.parse(query.from)}#`);
  assert.equal(groups[0]?.high, `${Date.parse(query.to)}#`);
  assert.equal([...groupsOf({}, undefined, span)].at(-1)?.low, `${span.oldest}#`);
});

test('a later page begins at its position', () => {
  const after = { time: '2026-11-01T10:00:00.000Z', id: '01JBPK0000000000000000001Z' };

  const [group] = groupsOf({}, after, span);

  assert.equal(group?.partitions[0], 'acme#D#2026-11-01#0');
  assert.equal(group?.high, `${Date.parse(after.time)}#${after.id}`);
});
