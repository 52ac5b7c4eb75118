import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRefusalCounter } from './refusal-counter.ts';

test('a flood from one source is told once a minute, and its size with the next minute', () => {
  const counter = createRefusalCounter();

  const told = ['12:00:00', '12:00:01', '12:00:59', '12:01:00'].map((time) =>
    counter.count('10.0.0.1', `2026-01-01T${time}.000Z`),
  );

  assert.deepEqual(told, [
    { refusals: 1, since: '2026-01-01T12:00:00.000Z' },
    undefined,
    undefined,
    { refusals: 3, since: '2026-01-01T12:00:00.000Z' },
  ]);
});

test('sources beyond the bound share one tally', () => {
  const counter = createRefusalCounter(2);

  const told = ['a', 'b', 'c', 'd'].map((source) => counter.count(source, '2026-01-01T12:00:00.000Z') !== undefined);

  assert.deepEqual(told, [true, true, true, false]);
});

test('a source with nothing left to tell makes room in the next minute', () => {
  const counter = createRefusalCounter(1);
  counter.count('a', '2026-01-01T12:00:00.000Z');

  const told = ['2026-01-01T12:01:00.000Z', '2026-01-01T12:01:01.000Z'].map((now) => counter.count('b', now) !== undefined);

  assert.deepEqual(told, [true, false]);
});
