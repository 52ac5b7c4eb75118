import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maskedText, startOfDay, startOfDaySeconds } from './forms.ts';
import { isIdentifier } from './identifiers.ts';

test('a time becomes the beginning of its day in its own form', () => {
  assert.equal(startOfDay('2021-03-04T05:06:07Z'), '2021-03-04T00:00:00Z');
  assert.equal(startOfDay('2021-03-04T05:06:07.123456Z'), '2021-03-04T00:00:00.000Z');
  assert.equal(startOfDay('2021-03-04T05:06:07+02:00'), '2021-03-04T00:00:00Z');
  assert.equal(startOfDay('Sun, 06 Nov 1994 08:49:37 GMT'), 'Sun, 06 Nov 1994 00:00:00 GMT');
  assert.equal(startOfDay('1614834367.5'), '1614816000');
  assert.equal(startOfDay('not a time'), '1970-01-01T00:00:00Z');
  assert.equal(startOfDay('not a time', 'rfc822'), 'Thu, 01 Jan 1970 00:00:00 GMT');
  assert.equal(startOfDaySeconds(1614834367500), 1614816000000);
  assert.equal(startOfDaySeconds(-1), -86400);
});

test('without a model the text says what it is', () => {
  const forms = ['true', '42', '-1.5', '2021-03-04T05:06:07Z', 'text', ''].map((text) =>
    maskedText('unmodelled', { class: 'unmodelled' }, text),
  );

  assert.deepEqual(forms, ['false', '0', '0', '2021-03-04T00:00:00Z', '[masked:unmodelled]', '[masked:unmodelled]']);
});

test('what names a thing as a whole is an identifier, and nothing that only holds one', () => {
  const names = [
    'arn:aws:iam::123456789012:role/x',
    'i-0abcdef1234567890',
    'subnet-12345678',
    '123456789012',
    '2021-03-04T05:06:07Z',
    '7a1b2c3d-0000-4000-8000-1234567890ab',
  ];
  const others = ['x arn:aws:iam::1:role/x', 'i-xyz', '12345678901', '1234567890123', 'production', 'password-1', ''];

  assert.deepEqual(
    names.filter((name) => !isIdentifier(name)),
    [],
  );
  assert.deepEqual(others.filter(isIdentifier), []);
});
