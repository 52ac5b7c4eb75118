import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localTime } from './local-time.ts';

test('hour and weekday are those of the operator’s zone', () => {
  assert.deepEqual(localTime('2026-01-07T23:30:00.000Z', 'Europe/Berlin'), { hour: 0, weekday: 4 });
  assert.deepEqual(localTime('2026-01-05T00:00:00.000Z', 'UTC'), { hour: 0, weekday: 1 });
  assert.deepEqual(localTime('2026-01-11T10:00:00Z', 'UTC'), { hour: 10, weekday: 7 });
});

test('daylight saving counts', () => {
  assert.equal(localTime('2026-07-01T10:00:00.000Z', 'Europe/Berlin').hour, 12);
  assert.equal(localTime('2026-01-01T10:00:00.000Z', 'Europe/Berlin').hour, 11);
});

test('midnight is hour 0, the last minute of the day hour 23', () => {
  assert.equal(localTime('2026-01-01T00:00:00.000Z', 'UTC').hour, 0);
  assert.equal(localTime('2026-01-01T23:59:59.999Z', 'UTC').hour, 23);
});

test('what is no ISO 8601 UTC time is refused', () => {
  for (const time of ['', 'now', '2026-01-01', '2026-01-01T10:00:00+01:00', '2026-13-01T00:00:00.000Z']) {
    assert.throws(() => localTime(time, 'UTC'), RangeError, time);
  }
});

test('an unknown zone is refused', () => {
  assert.throws(() => localTime('2026-01-01T10:00:00.000Z', 'Mars/Olympus'), RangeError);
});
