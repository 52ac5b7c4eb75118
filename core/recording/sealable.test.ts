import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Candidate, sealable } from './sealable.ts';

const at = (id: number, writer: string, sequence: number, predecessor?: { writer: string; sequence: number }): Candidate => ({
  id: String(id).padStart(4, '0'),
  time: '2026-11-02T10:00:00.000Z',
  place: { writer, sequence, ...(predecessor === undefined ? {} : { predecessor }) },
});
const idsOf = (found: readonly Candidate[]) => found.map(({ id }) => Number(id));
const none = new Map<string, number>();

test('events in any order are sealed in theirs, each once', () => {
  const { chosen, left } = sealable([at(3, 'a', 3), at(1, 'a', 1), at(2, 'a', 2), at(2, 'a', 2)], none, 10);

  assert.deepEqual([idsOf(chosen), left], [[1, 2, 3], []]);
});

test('what stands behind a hole waits for what is missing, and another writer does not', () => {
  const { chosen, left } = sealable([at(1, 'a', 1), at(3, 'a', 3), at(4, 'b', 1)], none, 10);

  assert.deepEqual([idsOf(chosen), idsOf(left)], [[1, 4], [3]]);
});

test('what is sealed already is dropped', () => {
  const { chosen, left } = sealable([at(1, 'a', 1), at(2, 'a', 2), at(3, 'a', 3)], new Map([['a', 2]]), 10);

  assert.deepEqual([idsOf(chosen), left], [[3], []]);
});

test('a writer waits for the one that it follows', () => {
  const follower = at(5, 'b', 1, { writer: 'a', sequence: 2 });

  const early = sealable([follower, at(1, 'a', 1)], none, 10);
  const late = sealable([follower, at(1, 'a', 1), at(2, 'a', 2)], none, 10);

  assert.deepEqual([idsOf(early.chosen), idsOf(early.left)], [[1], [5]]);
  assert.deepEqual(idsOf(late.chosen), [1, 2, 5]);
});

test('a full segment leaves the newest for the next one', () => {
  const { chosen, left } = sealable([at(1, 'a', 1), at(2, 'b', 1), at(3, 'a', 2)], none, 2);

  assert.deepEqual([idsOf(chosen), idsOf(left)], [[1, 2], [3]]);
});

test('a line without a place is sealed as it stands', () => {
  const { chosen } = sealable([{ id: '0009', time: '' }], none, 2);

  assert.deepEqual(idsOf(chosen), [9]);
});
