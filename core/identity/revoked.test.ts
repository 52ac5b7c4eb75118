import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Principal, Session } from '../model.ts';
import type { Revocation } from '../ports.ts';
import { isRevoked, type Presented, revocationKeys } from './revoked.ts';

const erin: Principal = {
  kind: 'user',
  id: 'okta:00u1',
  issuer: 'https://acme.okta.example',
  subject: '00u1',
  groups: [],
  isMfa: false,
  claims: {},
};
const bot: Principal = { ...erin, kind: 'agent', id: 'okta:bot', subject: 'bot', onBehalfOf: erin };
const opened = '2026-03-01T12:00:00.000Z';

describe('a session', () => {
  test('falls with its own revocation, whenever that was', () => {
    assert.equal(isRevoked(session(erin), [revocation('session', 's-1', '2020-01-01T00:00:00.000Z')]), true);
    assert.equal(isRevoked(session(erin), [revocation('session', 's-2', '2030-01-01T00:00:00.000Z')]), false);
  });

  test('falls with its principal and with the person behind its agent', () => {
    assert.equal(isRevoked(session(erin), [revocation('principal', 'okta:00u1', '2026-03-01T12:30:00.000Z')]), true);
    assert.equal(isRevoked(session(bot), [revocation('principal', 'okta:00u1', '2026-03-01T12:30:00.000Z')]), true);
    assert.equal(isRevoked(session(bot), [revocation('principal', 'okta:bot', '2026-03-01T12:30:00.000Z')]), true);
    assert.equal(isRevoked(session(erin), [revocation('principal', 'okta:bot', '2026-03-01T12:30:00.000Z')]), false);
  });

  test('opened by a newer sign-in lives on', () => {
    assert.equal(isRevoked(session(erin), [revocation('principal', 'okta:00u1', '2026-03-01T11:00:00.000Z')]), false);
  });

  test('opened after the revocation with a token from before it falls too', () => {
    const before = revocation('principal', 'okta:00u1', '2026-03-01T11:59:58.000Z');

    assert.equal(isRevoked(session(erin, '2026-03-01T11:00:00.000Z'), [before]), true);
    assert.equal(isRevoked(session(erin, '2026-03-01T11:59:59.000Z'), [before]), false);
  });

  test('does not fall when only the tokens of its principal were revoked', () => {
    assert.equal(isRevoked(session(erin), [revocation('tokens', 'okta:00u1', '2026-03-01T12:30:00.000Z')]), false);
  });
});

describe('a token', () => {
  test('falls when it was issued before the revocation of its principal, its person or their tokens', () => {
    for (const kind of ['principal', 'tokens'] as const) {
      assert.equal(isRevoked(token(erin), [revocation(kind, 'okta:00u1', '2026-03-01T12:00:01.000Z')]), true);
      assert.equal(isRevoked(token(bot), [revocation(kind, 'okta:00u1', '2026-03-01T12:00:01.000Z')]), true);
      assert.equal(isRevoked(token(erin), [revocation(kind, 'okta:00u1', '2026-03-01T11:59:59.999Z')]), false);
    }
  });

  test('of the very second of the revocation falls, because token times have whole seconds', () => {
    assert.equal(isRevoked(token(erin), [revocation('principal', 'okta:00u1', '2026-03-01T12:00:00.900Z')]), true);
  });

  test('does not fall with a session of that name', () => {
    assert.equal(isRevoked(token(erin), [revocation('session', 'okta:00u1', '2026-03-01T12:30:00.000Z')]), false);
  });
});

test('nothing falls without a revocation, and every one that could reach is looked up', () => {
  for (const presented of [session(bot), token(bot)]) {
    assert.equal(isRevoked(presented, []), false);
    for (const key of revocationKeys(presented))
      assert.equal(isRevoked(presented, [{ ...key, revokedAt: '2026-03-01T12:30:00.000Z' }]), true);
  }
  assert.equal(revocationKeys(session(bot)).length, 3);
  assert.equal(revocationKeys(token(bot)).length, 4);
});

function session(principal: Principal, tokenIssuedAt?: string): Presented {
  const whole: Session = {
    id: 's-1',
    principal,
    connection: 'c',
    role: 'r',
    openedAt: opened,
    expiresAt: '2026-03-01T13:00:00.000Z',
  };
  return { kind: 'session', session: tokenIssuedAt === undefined ? whole : { ...whole, tokenIssuedAt } };
}

function token(principal: Principal): Presented {
  return { kind: 'token', principal, issuedAt: opened };
}

function revocation(kind: Revocation['kind'], id: string, revokedAt: string): Revocation {
  return { kind, id, revokedAt };
}
