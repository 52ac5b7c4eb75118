/** Threats 26: nothing made for one purpose is accepted for another. */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createTokenVerifier } from '#adapters/oidc/token-verifier.ts';
import { issueCredentials, openCredentials } from '#core/identity/issued-credentials.ts';
import { newKeyringText, parseKeyring } from '#core/identity/keyring.ts';
import type { Session } from '#core/model.ts';
import { type Keyring, type Purpose, purposeKey, seal, unseal } from '#core/sealed.ts';

/** A purpose that is added does not compile until it is in the matrix. */
const purposes = Object.keys({
  'issued-credentials': true,
  'issued-secret': true,
  'search-cursor': true,
  'call-digest': true,
  'recorded-hash': true,
  pseudonym: true,
  csrf: true,
  'approval-link': true,
  'page-session': true,
  'sign-in-state': true,
  'stored-call': true,
  'task-token': true,
  'flow-token': true,
  'mcp-session': true,
  'mcp-state': true,
  'mcp-relay': true,
} satisfies Record<Purpose, true>) as Purpose[];

const keyring = parseKeyring(newKeyringText(), 'test');
const rotated: Keyring = { current: 'k2', roots: new Map([...keyring.roots, ['k2', randomBytes(32)]]) };
const now = '2026-03-01T12:00:00.000Z';
const session: Session = {
  id: '01JNF0000000000000000000AA',
  principal: { kind: 'user', id: 'dev:erin', issuer: 'https://i.example', subject: 'erin', groups: [], isMfa: false, claims: {} },
  connection: 'mcp-prod',
  role: 'arn:aws:iam::123456789012:role/countersign/reader',
  openedAt: now,
  expiresAt: '2026-03-01T13:00:00.000Z',
};

test('what is sealed for one purpose opens for that purpose alone', () => {
  let refusals = 0;
  for (const made of purposes) {
    const sealed = seal(keyring, made, Buffer.from('clear'));
    for (const asked of purposes) {
      const opened = unseal(keyring, asked, sealed);
      if (asked === made) assert.equal(Buffer.from(opened ?? []).toString(), 'clear');
      else assert.equal(opened, undefined, `${made} opened as ${asked}`);
      refusals += opened === undefined ? 1 : 0;
    }
  }
  assert.equal(refusals, purposes.length * (purposes.length - 1));
});

test('no two purposes, and no two roots, share a key', () => {
  const keys = purposes.flatMap((purpose) =>
    ['k1', 'k2'].map((id) => Buffer.from(purposeKey(rotated, purpose, id) ?? []).toString('hex')),
  );

  assert.equal(new Set(keys).size, purposes.length * 2);
});

test('a sealed value whose key id is exchanged for another of the ring is refused', () => {
  for (const purpose of purposes) {
    const sealed = seal(rotated, purpose, Buffer.from('clear'));

    assert.equal(unseal(rotated, purpose, sealed.replace(/^k2/, 'k1')), undefined);
    assert.equal(unseal(rotated, purpose, sealed.replace(/^k2/, 'k3')), undefined);
    assert.equal(unseal(rotated, purpose, sealed.replace(/^k2\./, '')), undefined);
  }
});

test('no other sealed value is a session token, not even one that holds a session', () => {
  const { accessKeyId, sessionToken } = issueCredentials({ keyring, session });
  const clear = unseal(keyring, 'issued-credentials', sessionToken) ?? assert.fail();

  for (const purpose of purposes.filter((one) => one !== 'issued-credentials')) {
    const moved = seal(keyring, purpose, clear);
    assert.throws(() => openCredentials({ keyring, accessKeyId, sessionToken: moved, now }), {
      code: 'unauthenticated',
      fault: 'unknown-key',
    });
  }
});

test('a session token, an access key id and a secret are no bearer tokens', async () => {
  const issuer = { name: 'dev', issuer: 'https://i.example', audience: ['countersign'], kind: 'human', groups: [] } as const;
  const verifier = createTokenVerifier({ issuers: [issuer], fetchDocument: () => assert.fail('nobody is asked') });
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials({ keyring, session });

  for (const token of [accessKeyId, secretAccessKey, sessionToken, `${accessKeyId}.${secretAccessKey}.${sessionToken}`]) {
    await assert.rejects(verifier.verify(token), { code: 'unauthenticated' });
  }
});

test('a bearer token is no session token', () => {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const token = `${encode({ alg: 'RS256', kid: 'k1' })}.${encode({ iss: 'https://i.example', sub: 'erin' })}.${'A'.repeat(342)}`;
  const { accessKeyId } = issueCredentials({ keyring, session });

  assert.throws(() => openCredentials({ keyring, accessKeyId, sessionToken: token, now }), { fault: 'unknown-key' });
});

test('credentials of one installation are worth nothing at another', () => {
  const other = parseKeyring(newKeyringText(), 'other');
  const issued = issueCredentials({ keyring, session });

  assert.throws(() => openCredentials({ keyring: other, ...issued, now }), { fault: 'unknown-key' });
});
