import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readableTime } from './readable-time.ts';

test('a time is told to the minute, with its zone', () => {
  assert.equal(readableTime('2026-05-04T11:00:59.345Z'), '2026-05-04 11:00 UTC');
  assert.equal(readableTime('2026-05-04T11:00:59Z'), '2026-05-04 11:00 UTC');
});

test('what is no such time stays as it is', () => {
  assert.equal(readableTime('tomorrow'), 'tomorrow');
  assert.equal(readableTime('2026-05-04T11:00:59+02:00'), '2026-05-04T11:00:59+02:00');
});
