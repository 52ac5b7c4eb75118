import assert from 'node:assert/strict';
import { test } from 'node:test';
import { epochMilliseconds } from './epoch.ts';

test('every day of 500 years has the milliseconds that the platform says', () => {
  for (let time = Date.UTC(1800, 0, 1); time < Date.UTC(2300, 0, 1); time += 86_400_000 * 3 + 12_345_678) {
    assert.equal(epochMilliseconds(new Date(time).toISOString()), time);
  }
});

test('seconds need no fraction', () => {
  assert.equal(epochMilliseconds('2026-11-02T10:00:00Z'), Date.UTC(2026, 10, 2, 10));
});

test('any other form of time is refused', () => {
  for (const text of ['2026-11-02', '2026-11-02T10:00:00+01:00', 'now', '1795514401000', ''])
    assert.throws(() => epochMilliseconds(text), TypeError);
});
