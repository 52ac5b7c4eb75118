import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../model.ts';
import { tokenTimes } from './token-times.ts';

test('the times of a token are instants in UTC', () => {
  const times = tokenTimes(token({ iat: 1_772_366_400, exp: 1_772_370_000, auth_time: 1_772_366_399.5 }));

  assert.deepEqual(times, {
    issuedAt: '2026-03-01T12:00:00.000Z',
    expiresAt: '2026-03-01T13:00:00.000Z',
    signedInAt: '2026-03-01T11:59:59.500Z',
  });
});

test('a sign-in that the issuer does not tell is unknown', () => {
  assert.equal('signedInAt' in tokenTimes(token({ iat: 0, exp: 1 })), false);
});

test('a token that revocation could not reach, or that never ends, is refused', () => {
  const wrong: readonly Readonly<Record<string, Json>>[] = [
    { exp: 1 },
    { iat: 1 },
    { iat: '1', exp: 2 },
    { iat: 1, exp: null },
    { iat: -1, exp: 2 },
    { iat: 1, exp: 1e300 },
    { iat: 1, exp: 2, auth_time: 'today' },
  ];

  for (const claims of wrong) assert.throws(() => tokenTimes(token(claims)), { code: 'unauthenticated' });
});

function token(claims: Readonly<Record<string, Json>>) {
  return { issuerName: 'okta', claims };
}
