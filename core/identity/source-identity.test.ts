import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Principal } from '../model.ts';
import { roleSessionNameOf, sourceIdentityOf } from './source-identity.ts';

const legal = /^[\w+=,.@-]{2,64}$/;
const sessionId = '01JNF0000000000000000000AA';

test('a source identity is readable, and the same every time', () => {
  const erin = principal('https://acme.okta.example', '00u1', 'erin@acme.example');

  assert.match(sourceIdentityOf(erin), /^erin@acme\.example\.[0-9a-f]{12}$/);
  assert.equal(sourceIdentityOf({ ...erin, groups: ['other'], isMfa: true, claims: { a: 'b' } }), sourceIdentityOf(erin));
});

test('distinct principals have distinct and legal names, however alike they look', () => {
  const issuers = ['https://a.example', 'https://a.example/', 'https://a.example/x', 'https://b.example'];
  const subjects = [
    ...['a', 'A', 'a/b', 'a:b', 'a#b', 'a-b', 'a b', 'ä', 'a\u0308', '日本', '-', 'repo:acme/app:ref:refs/heads/main'],
    ...['x'.repeat(64), 'x'.repeat(65), `${'x'.repeat(64)}y`, `${'x'.repeat(64)}z`, 'x'.repeat(1000)],
    ...Array.from({ length: 500 }, (_, index) => `user-${index}`),
  ];
  const emails = [undefined, 'erin@acme.example', 'erin+1@acme.example', `${'e'.repeat(80)}@acme.example`];
  const all = issuers.flatMap((issuer) =>
    subjects.flatMap((subject) => emails.slice(0, 2).map((email) => principal(issuer, subject, email))),
  );
  const imitations = all.slice(0, 50).map((one) => principal(one.issuer, sourceIdentityOf(one), undefined));

  const people = new Map([...all, ...imitations].map((one) => [JSON.stringify([one.issuer, one.subject]), one]));
  const names = [...people.values()].map(sourceIdentityOf);

  assert.equal(new Set(names).size, people.size);
  for (const name of names) assert.match(name, legal);
  for (const email of emails) assert.match(sourceIdentityOf(principal('https://a.example', 'a', email)), legal);
});

test('an agent is its person to AWS, and its own name is in the session', () => {
  const erin = principal('https://acme.okta.example', '00u1', 'erin@acme.example');
  const agent: Principal = { ...principal(erin.issuer, 'bot-1', undefined), kind: 'agent', onBehalfOf: erin };

  assert.equal(sourceIdentityOf(agent), sourceIdentityOf(erin));
  assert.match(roleSessionNameOf(agent, sessionId), /^bot-1\.[0-9a-f]{12}@01JNF0000000000000000000AA$/);
});

test('role session names are legal, end in the session, and differ by principal, person and session', () => {
  const erin = principal('https://acme.okta.example', '00u1', 'erin@acme.example');
  const bo = principal('https://acme.okta.example', '00u2', undefined);
  const agents = [erin, bo].map(
    (person): Principal => ({ ...principal(erin.issuer, 'bot-1', undefined), kind: 'agent', onBehalfOf: person }),
  );
  const long = principal('https://acme.okta.example', `x:${'y'.repeat(500)}`, undefined);

  const names = [erin, bo, long, ...agents].flatMap((one) => [
    roleSessionNameOf(one, sessionId),
    roleSessionNameOf(one, `${sessionId.slice(0, -1)}B`),
  ]);

  assert.equal(new Set(names).size, 10);
  for (const name of names) assert.match(name, legal);
  assert.ok(roleSessionNameOf(long, sessionId).endsWith(`@${sessionId}`));
  assert.match(roleSessionNameOf(erin, 's/1'), legal);
});

function principal(issuer: string, subject: string, email: string | undefined): Principal {
  const base = { kind: 'user', id: `x:${subject}`, issuer, subject, groups: [], isMfa: false, claims: {} } as const;
  return email === undefined ? base : { ...base, email };
}
