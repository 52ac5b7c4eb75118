import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialLifetime } from './credential-lifetime.ts';

const now = '2026-03-01T12:00:00.000Z';
const inOneDay = '2026-03-02T12:00:00.000Z';

test('credentials live an hour at most', () => {
  assert.equal(credentialLifetime({ now, tokenExpiresAt: inOneDay }), '2026-03-01T13:00:00.000Z');
});

test('credentials never outlive the token', () => {
  const tokenExpiresAt = '2026-03-01T12:10:00.000Z';

  assert.equal(credentialLifetime({ now, tokenExpiresAt }), tokenExpiresAt);
  assert.equal(credentialLifetime({ now, tokenExpiresAt, durationSeconds: 3600 }), tokenExpiresAt);
});

test('who asks for less gets less', () => {
  assert.equal(credentialLifetime({ now, tokenExpiresAt: inOneDay, durationSeconds: 60 }), '2026-03-01T12:01:00.000Z');
});

test('a duration out of range is told the range', () => {
  for (const durationSeconds of [59, 0, -1, 3601, 900.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => credentialLifetime({ now, tokenExpiresAt: inOneDay, durationSeconds }), {
      code: 'malformed-request',
      message: /60 to 3600/,
    });
  }
});

test('a token that ends within a minute, has ended or has no end gets none', () => {
  for (const tokenExpiresAt of ['2026-03-01T12:00:59.999Z', '2026-03-01T11:00:00.000Z', 'never']) {
    assert.throws(() => credentialLifetime({ now, tokenExpiresAt }), { code: 'unauthenticated' });
  }
});
