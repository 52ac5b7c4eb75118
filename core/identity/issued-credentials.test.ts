import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { type CredentialFault, GatewayError } from '../errors.ts';
import type { Principal, Session } from '../model.ts';
import { type Keyring, seal } from '../sealed.ts';
import { issueCredentials, openCredentials } from './issued-credentials.ts';
import { newKeyringText, parseKeyring } from './keyring.ts';

const keyring = parseKeyring(newKeyringText(), 'test');
const now = '2026-03-01T12:30:00.000Z';
const principal: Principal = {
  kind: 'agent',
  id: 'okta:bot-1',
  issuer: 'https://acme.okta.example',
  subject: 'bot-1',
  groups: ['mcp-production-engineers'],
  personKey: 'erin@acme.example',
  isMfa: false,
  clientId: 'assistant',
  onBehalfOf: { id: 'okta:00u1', subject: '00u1', groups: ['mcp-production-engineers'], email: 'erin@acme.example' },
  claims: { department: 'ml' },
};
const session: Session = {
  id: '01JNF0000000000000000000AA',
  principal,
  connection: 'mcp-prod',
  role: 'arn:aws:iam::123456789012:role/countersign/mcp-launcher',
  reason: 'INC-7: the launcher hangs “again”',
  tokenIssuedAt: '2026-03-01T11:59:00.000Z',
  openedAt: '2026-03-01T12:00:00.000Z',
  expiresAt: '2026-03-01T13:00:00.000Z',
};

test('what was issued opens to the same session and the same secret', () => {
  const issued = issueCredentials({ keyring, session });

  const opened = openCredentials({ keyring, ...issued, now });

  assert.deepEqual(opened.session, session);
  assert.equal(opened.secretAccessKey, issued.secretAccessKey);
});

test('the triple has the forms that AWS clients know', () => {
  const issued = issueCredentials({ keyring, session });

  assert.match(issued.accessKeyId, /^CSGN[A-Z2-7]{16}$/);
  assert.match(issued.secretAccessKey, /^[A-Za-z0-9_-]{40}$/);
  assert.match(issued.sessionToken, /^[A-Za-z0-9._-]{100,4096}$/);
  assert.equal(issued.expiration, session.expiresAt);
  assert.equal(issued.sessionId, session.id);
});

test('two issues of one session share nothing', () => {
  const [one, other] = [issueCredentials({ keyring, session }), issueCredentials({ keyring, session })];

  assert.notEqual(one.accessKeyId, other.accessKeyId);
  assert.notEqual(one.secretAccessKey, other.secretAccessKey);
  assert.notEqual(one.sessionToken, other.sessionToken);
});

test('the session token tells its bearer nothing', () => {
  const { sessionToken } = issueCredentials({ keyring, session });

  const bytes = Buffer.from(sessionToken.split('.')[1] ?? '', 'base64url').toString('latin1');
  for (const word of ['okta', 'mcp-prod', '123456789012', 'INC-7'])
    assert.ok(!bytes.includes(word) && !sessionToken.includes(word));
});

test('credentials are refused from the moment at which they expire', () => {
  const issued = issueCredentials({ keyring, session });

  openCredentials({ keyring, ...issued, now: '2026-03-01T12:59:59.999Z' });

  refused('expired', () => openCredentials({ keyring, ...issued, now: session.expiresAt }));
  refused('expired', () => openCredentials({ keyring, ...issued, now: '2027-01-01T00:00:00.000Z' }));
});

test('every character of the token and of the key id counts', () => {
  const { accessKeyId, sessionToken } = issueCredentials({ keyring, session });

  for (let index = 0; index < sessionToken.length; index++) {
    refused('unknown-key', () => openCredentials({ keyring, accessKeyId, sessionToken: changed(sessionToken, index), now }));
  }
  for (let index = 0; index < accessKeyId.length; index++) {
    refused('unknown-key', () => openCredentials({ keyring, accessKeyId: changed(accessKeyId, index), sessionToken, now }));
  }
});

test('every bit of the sealed bytes counts', () => {
  const { accessKeyId, sessionToken } = issueCredentials({ keyring, session });
  const [keyId = '', text = ''] = sessionToken.split('.');
  const bytes = Buffer.from(text, 'base64url');

  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const token = `${keyId}.${flipped.toString('base64url')}`;
    refused('unknown-key', () => openCredentials({ keyring, accessKeyId, sessionToken: token, now }));
  }
});

test('the key id of one and the token of another are refused', () => {
  const [one, other] = [issueCredentials({ keyring, session }), issueCredentials({ keyring, session })];

  refused('unknown-key', () => openCredentials({ keyring, accessKeyId: one.accessKeyId, sessionToken: other.sessionToken, now }));
});

test('cut, padded and foreign tokens are refused', () => {
  const { accessKeyId, sessionToken } = issueCredentials({ keyring, session });
  const foreign = issueCredentials({ keyring: parseKeyring(newKeyringText(), 'other'), session });

  for (const token of [
    '',
    '.',
    'k1',
    'k1.',
    sessionToken.slice(0, -1),
    `${sessionToken}=`,
    `${sessionToken}A`,
    ` ${sessionToken}`,
    `k2${sessionToken.slice(2)}`,
    'A'.repeat(100_000),
  ]) {
    refused('unknown-key', () => openCredentials({ keyring, accessKeyId, sessionToken: token, now }));
  }
  refused('unknown-key', () => openCredentials({ keyring, ...foreign, now }));
  for (const id of ['', 'AKIAIOSFODNN7EXAMPLE', 'CSGN', accessKeyId.toLowerCase(), `${accessKeyId}A`]) {
    refused('unknown-key', () => openCredentials({ keyring, accessKeyId: id, sessionToken, now }));
  }
});

test('after a rotation of the keys old credentials still open, and new ones use the new key', () => {
  const issued = issueCredentials({ keyring, session });
  const rotated: Keyring = { current: 'k2', roots: new Map([...keyring.roots, ['k2', randomBytes(32)]]) };

  const opened = openCredentials({ keyring: rotated, ...issued, now });

  assert.equal(opened.secretAccessKey, issued.secretAccessKey);
  assert.match(issueCredentials({ keyring: rotated, session }).sessionToken, /^k2\./);
});

test('once their key is gone the credentials are refused', () => {
  const issued = issueCredentials({ keyring, session });
  const replaced: Keyring = { current: 'k2', roots: new Map([['k2', randomBytes(32)]]) };

  refused('unknown-key', () => openCredentials({ keyring: replaced, ...issued, now }));
});

test('a sealed value that is not exactly a session is refused, though the key is right', () => {
  const accessKeyId = `CSGN${'A'.repeat(16)}`;
  const forged: readonly unknown[] = [
    null,
    [],
    'text',
    {},
    { accessKeyId },
    { accessKeyId, session: null },
    { accessKeyId, session, more: 1 },
    { accessKeyId, session: { ...session, isAdmin: true } },
    { accessKeyId, session: { ...session, role: undefined } },
    { accessKeyId, session: { ...session, expiresAt: '9999' } },
    { accessKeyId, session: { ...session, expiresAt: '2026-03-01T13:00:00Z' } },
    { accessKeyId, session: { ...session, openedAt: 0 } },
    { accessKeyId, session: { ...session, principal: { ...principal, kind: 'root' } } },
    { accessKeyId, session: { ...session, principal: { ...principal, groups: 'admin' } } },
    { accessKeyId, session: { ...session, principal: { ...principal, groups: [1] } } },
    { accessKeyId, session: { ...session, principal: { ...principal, isMfa: 'yes' } } },
    { accessKeyId, session: { ...session, principal: { ...principal, claims: { a: 1 } } } },
    { accessKeyId, session: { ...session, principal: { ...principal, onBehalfOf: { id: 'x' } } } },
    { accessKeyId, session: { ...session, principal: { ...principal, onBehalfOf: undefined } } },
    { accessKeyId, session: { ...session, principal: { ...principal, kind: 'user' } } },
  ];

  for (const value of forged) {
    const sessionToken = seal(keyring, 'issued-credentials', deflateRawSync(JSON.stringify(value)));
    refused('unknown-key', () => openCredentials({ keyring, accessKeyId, sessionToken, now }));
  }
  const notDeflated = seal(keyring, 'issued-credentials', Buffer.from(JSON.stringify({ accessKeyId, session })));
  const bomb = seal(keyring, 'issued-credentials', deflateRawSync(Buffer.alloc(2_000_000)));
  for (const sessionToken of [notDeflated, bomb])
    refused('unknown-key', () => openCredentials({ keyring, accessKeyId, sessionToken, now }));
});

test('a sign-in with too many groups is told what to do', () => {
  const groups = Array.from({ length: 500 }, () => randomBytes(12).toString('hex'));

  assert.throws(
    () => issueCredentials({ keyring, session: { ...session, principal: { ...principal, groups } } }),
    (error) =>
      error instanceof GatewayError &&
      error.code === 'payload-too-large' &&
      /500 groups/.test(error.message) &&
      /identity provider/.test(error.message),
  );
});

test('a hundred groups with long names fit', () => {
  const groups = Array.from({ length: 100 }, (_, index) => `acme-production-department-${index}-engineers`);

  const { sessionToken } = issueCredentials({ keyring, session: { ...session, principal: { ...principal, groups } } });

  assert.ok(sessionToken.length <= 4096);
});

test('nothing is issued that could not be opened', () => {
  assert.throws(() => issueCredentials({ keyring, session: { ...session, expiresAt: 'tomorrow' } }), TypeError);
  assert.throws(() => issueCredentials({ keyring, session: { ...session, reason: '' } }), TypeError);
});

function changed(text: string, index: number): string {
  return text.slice(0, index) + (text.charAt(index) === 'A' ? 'B' : 'A') + text.slice(index + 1);
}

function refused(fault: CredentialFault, act: () => unknown): void {
  assert.throws(act, (error) => {
    assert.ok(error instanceof GatewayError);
    assert.equal(error.code, 'unauthenticated');
    assert.equal(error.fault, fault);
    assert.equal(error.message, 'The credentials are not accepted. Fetch new ones and repeat the command.');
    return true;
  });
}
