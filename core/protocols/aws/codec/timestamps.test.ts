import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TimestampFormat } from '../../../catalog/shape.ts';
import { parseTimestamp } from './timestamps.ts';

const read: readonly (readonly [format: TimestampFormat, text: string, expected: string])[] = [
  ['iso8601', '2024-02-29T23:59:59Z', '2024-02-29T23:59:59.000Z'],
  ['iso8601', '2024-02-29T23:59:59.123456Z', '2024-02-29T23:59:59.123Z'],
  ['iso8601', '2024-01-01T00:30:00+02:00', '2023-12-31T22:30:00.000Z'],
  ['iso8601', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['rfc822', 'Tue, 29 Apr 2014 18:30:38 GMT', '2014-04-29T18:30:38.000Z'],
  ['rfc822', 'Tue, 29 Apr 2014 18:30:38.5 GMT', '2014-04-29T18:30:38.500Z'],
  ['unix', '0', '1970-01-01T00:00:00.000Z'],
  ['unix', '1700000000.123', '2023-11-14T22:13:20.123Z'],
  ['unix', '1700000000.9999', '2023-11-14T22:13:20.999Z'],
  ['unix', '-1.5', '1969-12-31T23:59:58.500Z'],
  ['unix', '1.7e9', '2023-11-14T22:13:20.000Z'],
  ['unix', '253402300799', '9999-12-31T23:59:59.000Z'],
];

test('every format names the instant that it says', () => {
  for (const [format, text, expected] of read) assert.equal(parseTimestamp(text, format), expected, text);
});

const refused: readonly (readonly [format: TimestampFormat, text: string])[] = [
  ['iso8601', '2023-02-29T00:00:00Z'],
  ['iso8601', '2024-13-01T00:00:00Z'],
  ['iso8601', '2024-01-01T24:00:00Z'],
  ['iso8601', '2024-01-01T00:00:60Z'],
  ['iso8601', '2024-01-01T00:00:00'],
  ['iso8601', '2024-01-01 00:00:00Z'],
  ['iso8601', '2024-01-01T00:00:00+24:00'],
  ['iso8601', '0000-01-01T00:00:00Z'],
  ['iso8601', '1700000000'],
  ['rfc822', '29 Apr 2014 18:30:38 GMT'],
  ['rfc822', 'Tue, 31 Feb 2014 18:30:38 GMT'],
  ['rfc822', 'Tue, 29 Apx 2014 18:30:38 GMT'],
  ['rfc822', 'Tue, 29 Apr 2014 18:30:38 CET'],
  ['unix', '253402300800'],
  ['unix', '1e99'],
  ['unix', ''],
  ['unix', 'NaN'],
  ['unix', '2024-01-01T00:00:00Z'],
];

test('what names no instant in its format is refused', () => {
  for (const [format, text] of refused) assert.equal(parseTimestamp(text, format), undefined, text);
});

test('one instant is the same in every format', () => {
  for (let day = 0; day < 60_000; day += 37) {
    const date = new Date(day * 86_400_000 + 3_723_000);
    assert.equal(parseTimestamp(String(date.getTime() / 1000), 'unix'), date.toISOString());
    assert.equal(parseTimestamp(date.toISOString(), 'iso8601'), date.toISOString());
    assert.equal(parseTimestamp(date.toUTCString(), 'rfc822'), date.toISOString());
  }
});
