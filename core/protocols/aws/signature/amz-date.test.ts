import assert from 'node:assert/strict';
import { test } from 'node:test';
import { amzDateSeconds, toAmzDate, toHttpDate } from './amz-date.ts';

const instants = ['1970-01-01T00:00:00.000Z', '2000-02-29T12:00:00.000Z', '2026-01-31T23:59:59.999Z', '2100-03-01T00:00:00.000Z'];

for (const iso of instants) {
  test(`the dates of the wire agree with the platform's own: ${iso}`, () => {
    const date = new Date(iso);

    assert.equal(amzDateSeconds(toAmzDate(iso)), Math.floor(date.getTime() / 1_000));
    assert.equal(toHttpDate(iso), date.toUTCString());
  });
}

test('every day of four centuries agrees with the platform', () => {
  for (let day = Date.UTC(1900, 0, 1); day < Date.UTC(2300, 0, 1); day += 86_400_000) {
    const iso = new Date(day).toISOString();
    assert.equal(amzDateSeconds(toAmzDate(iso)), day / 1_000);
    assert.equal(toHttpDate(iso), new Date(day).toUTCString());
  }
});

for (const text of [
  '',
  '20260229T000000Z',
  '20261301T000000Z',
  '20260131T240000Z',
  '20260131T235960Z',
  '20260131T000000',
  '2026-01-31T00:00:00Z',
  ' 20260131T000000Z',
]) {
  test(`no date of SigV4: "${text}"`, () => {
    assert.equal(amzDateSeconds(text), undefined);
  });
}
