import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { GatewayError } from '../errors.ts';
import type { Issuer, Json, Principal } from '../model.ts';
import { type PrincipalOptions, toPrincipal } from './principal.ts';

type Claims = Readonly<Record<string, Json>>;

const okta: Issuer = {
  name: 'okta',
  issuer: 'https://acme.okta.example',
  audience: ['countersign'],
  kind: 'human',
  groupsClaim: 'groups',
  clientId: 'cli',
  groups: [],
};
const github: Issuer = {
  name: 'github',
  issuer: 'https://tokens.github.example',
  audience: ['countersign'],
  kind: 'workload',
  actorClaim: 'actor',
  groups: [{ subject: 'repo:acme/ml-*:ref:refs/heads/main', groups: ['ci-deployers'] }],
};
const agents: Issuer = {
  name: 'agents',
  issuer: 'https://agents.example',
  audience: ['countersign'],
  kind: 'agent',
  onBehalfOf: 'engineer',
  groups: [
    { subject: 'engineer', groups: ['mcp-production-engineers'] },
    { subject: 'bot-*', groups: ['bots'] },
  ],
};
const person: Claims = {
  sub: '00u1',
  name: 'Erin Engineer',
  email: 'Erin@acme.example',
  groups: ['mcp-production-engineers', 'staff'],
  client_id: 'cli',
};

describe('a person', () => {
  test('has the groups of the token, and nothing else gives any', () => {
    const principal = read(okta, { ...person, roles: ['admin'], scope: 'admin', 'cognito:groups': ['admin'] });

    assert.equal(principal.kind, 'user');
    assert.equal(principal.id, 'okta:00u1');
    assert.deepEqual(principal.groups, ['mcp-production-engineers', 'staff']);
  });

  test('has no groups when the token lists none, or none are read', () => {
    assert.deepEqual(read(okta, { sub: '00u1' }).groups, []);
    assert.deepEqual(read({ ...okta, groupsClaim: 'constructor' }, person).groups, []);
  });

  test('is the same human under every spelling of one address', () => {
    const [one, other] = [read(okta, person), read(okta, { ...person, sub: '00u2', email: 'ERIN@ACME.EXAMPLE' })];

    assert.equal(one.personKey, 'erin@acme.example');
    assert.equal(other.personKey, one.personKey);
  });

  test('has an address only when its issuer does not say that it is unverified', () => {
    for (const unverified of [false, 'false']) {
      const principal = read(okta, { ...person, email_verified: unverified });

      assert.equal(principal.email, undefined);
      assert.equal(principal.personKey, undefined);
    }
    for (const verified of [true, 'true']) assert.equal(read(okta, { ...person, email_verified: verified }).email, person.email);
  });

  test('is known by the claim that the operator chose', () => {
    const options = { personKey: 'employee_number' };

    assert.equal(read(okta, { ...person, employee_number: 'E-17' }, options).personKey, 'e-17');
    assert.equal(read(okta, person, options).personKey, undefined);
  });

  test('has MFA when the token proves it, and not otherwise', () => {
    const proofs: readonly Claims[] = [
      { amr: ['pwd', 'mfa'] },
      { amr: 'mfa' },
      { acr: 'phrh' },
      { acr: 'https://refeds.org/profile/mfa' },
    ];
    const none: readonly Claims[] = [
      {},
      { amr: ['pwd'] },
      { amr: ['otp'] },
      { acr: '0' },
      { acr: 'mfa-optional' },
      { amr: ['MFA '] },
    ];

    for (const proof of proofs) assert.equal(read(okta, { ...person, ...proof }).isMfa, true, JSON.stringify(proof));
    for (const proof of none) assert.equal(read(okta, { ...person, ...proof }).isMfa, false, JSON.stringify(proof));
  });

  test('uses the client that any of the usual claims names', () => {
    const { client_id: _, ...anonymous } = person;

    for (const name of ['azp', 'client_id', 'cid', 'appid'])
      assert.equal(read(okta, { ...anonymous, [name]: 'app' }).clientId, 'app');
    assert.equal(read(okta, anonymous).clientId, undefined);
  });

  test('brings the plain claims that are left for policies, as text', () => {
    const extra = {
      department: 'ml',
      level: 7,
      contractor: false,
      address: { city: 'X' },
      teams: ['a'],
      phone_number: '1',
      long: 'x'.repeat(257),
    };

    const principal = read(okta, { ...person, ...extra, iat: 1, exp: 2, jti: 'j', nonce: 'n' });

    assert.deepEqual(principal.claims, { contractor: 'false', department: 'ml', level: '7' });
  });
});

describe('a workload', () => {
  const run: Claims = {
    sub: 'repo:acme/ml-models:ref:refs/heads/main',
    actor: 'Erin@acme.example',
    repository: 'acme/ml-models',
  };

  test('has the groups of the globs that its subject matches, and the person who set it off', () => {
    const principal = read(github, run);

    assert.equal(principal.kind, 'service');
    assert.equal(principal.id, `github:${run.sub}`);
    assert.deepEqual(principal.groups, ['ci-deployers']);
    assert.equal(principal.personKey, 'erin@acme.example');
    assert.deepEqual(principal.claims, { actor: 'Erin@acme.example', repository: 'acme/ml-models' });
  });

  test('has no person without the actor, whatever address it carries', () => {
    const { actor: _, ...anonymous } = run;

    assert.equal(read(github, { ...anonymous, email: 'approver@acme.example' }).personKey, undefined);
  });

  test('outside the globs has no groups', () => {
    for (const sub of [
      'repo:acme/ml-models:ref:refs/heads/dev',
      'repo:acme/ml-models:pull_request',
      'repo:evil/ml-models:ref:refs/heads/main',
      'repo:acme/ml-x:environment:e:ref:refs/heads/main',
      'x repo:acme/ml-models:ref:refs/heads/main',
      'repo:acme/ml-models:ref:refs/heads/main2',
    ]) {
      assert.deepEqual(read(github, { ...run, sub }).groups, [], sub);
    }
  });

  test('is also the token that a client of a human issuer got for itself: nobody signed in', () => {
    for (const claims of [
      { sub: 'ci', client_id: 'ci' },
      { sub: '0oa1', cid: '0oa1' },
      { sub: 'ci@clients', azp: 'ci', gty: 'client-credentials' },
      { sub: 'a-b-c', appid: 'ci', idtyp: 'app' },
    ]) {
      assert.equal(read(okta, claims).kind, 'service', JSON.stringify(claims));
    }
  });

  test('never acts through an agent', () => {
    refused(() => read(github, { ...run, act: { sub: 'bot' } }));
    refused(() => read(okta, { sub: 'ci', client_id: 'ci', act: { sub: 'bot' } }));
  });
});

describe('an agent', () => {
  test('of a delegated token acts for the subject, with the groups of the token', () => {
    const principal = read(okta, { ...person, act: { sub: 'bot-1', act: { sub: 'earlier' } } });

    assert.equal(principal.kind, 'agent');
    assert.equal(principal.id, 'okta:bot-1');
    assert.equal(principal.email, undefined);
    assert.deepEqual(principal.groups, person.groups);
    assert.deepEqual(principal.onBehalfOf, {
      id: 'okta:00u1',
      subject: '00u1',
      groups: person.groups,
      name: 'Erin Engineer',
      email: 'Erin@acme.example',
      personKey: 'erin@acme.example',
    });
    assert.equal(principal.personKey, 'erin@acme.example');
  });

  test('of another issuer is not believed', () => {
    refused(() => read(okta, { ...person, act: { sub: 'bot-1', iss: 'https://evil.example' } }));
  });

  test('of a delegated token has the token’s claims on its person, so that rules on people see who is behind it', () => {
    const principal = read(okta, { ...person, contractor: true, act: { sub: 'bot-1' } });

    assert.equal(principal.onBehalfOf?.claims?.contractor, 'true');
  });

  test('of an issuer of agents acts for the person in the configuration, in the groups of the globs', () => {
    const principal = read(agents, { sub: 'bot-1', email: 'approver@acme.example' });

    assert.equal(principal.kind, 'agent');
    assert.deepEqual(principal.groups, ['bots']);
    assert.deepEqual(principal.onBehalfOf, { id: 'agents:engineer', subject: 'engineer', groups: ['mcp-production-engineers'] });
    assert.equal(principal.personKey, undefined);
  });

  test('without a person is refused', () => {
    const { onBehalfOf: _, ...nobodys } = agents;

    refused(() => read(nobodys, { sub: 'bot-1' }));
    assert.equal(read(nobodys, { sub: 'engineer', act: { sub: 'bot-1' } }).onBehalfOf?.subject, 'engineer');
  });

  test('is whoever comes through the MCP front with a client that is not listed as human', () => {
    const mcp = { personKey: 'email', mcpFront: true };
    const { client_id: _, ...anonymous } = person;

    const assistant = read(okta, { ...person, client_id: 'assistant' }, mcp);

    assert.equal(assistant.kind, 'agent');
    assert.equal(assistant.id, 'okta:client:assistant');
    assert.equal(assistant.onBehalfOf?.id, 'okta:00u1');
    assert.equal(read(okta, anonymous, mcp).kind, 'agent');
    assert.equal(read({ ...okta, clientId: undefined } as unknown as Issuer, anonymous, mcp).kind, 'agent');
    assert.equal(read(okta, person, mcp).kind, 'user');
    assert.equal(read(github, { sub: 'repo:x' }, mcp).kind, 'service');
  });
});

describe('a claim of a wrong shape refuses the token', () => {
  const wrong: Readonly<Record<string, Claims>> = {
    'no subject': { sub: '' },
    'subject that is a number': { sub: 7 },
    'subject with a line break': { sub: 'a\nb' },
    'subject with a hidden character': { sub: 'admin\u202E' },
    'subject that is no Unicode': { sub: '\uD800' },
    'subject without end': { sub: 'x'.repeat(1025) },
    'groups as text': { groups: 'admin staff' },
    'groups with a number': { groups: ['staff', 1] },
    'groups with a null': { groups: [null] },
    'groups in a list in a list': { groups: [['admin']] },
    'groups as an object': { groups: { admin: true } },
    'groups as null': { groups: null },
    'groups left out because there are too many': { _claim_names: { groups: 'src1' } },
    'groups left out by an overage mark': { hasgroups: true },
    'e-mail that is a list': { email: ['a@acme.example'] },
    'e-mail that is none': { email: 'approver' },
    'e-mail_verified of another shape': { email_verified: 'maybe' },
    'name that is an object': { name: {} },
    'amr with a number': { amr: [1] },
    'acr that is a number': { acr: 1 },
    'act that is text': { act: 'bot' },
    'act that is null': { act: null },
    'act without subject': { act: {} },
    'two clients': { azp: 'one', client_id: 'other' },
    'client that is a list': { client_id: ['cli'] },
  };

  for (const [what, claims] of Object.entries(wrong)) {
    test(what, () => refused(() => read(okta, { ...person, ...claims })));
  }

  test('an issuer that is not configured', () => {
    refused(() => toPrincipal({ issuerName: 'other', claims: person }, [okta], { personKey: 'email' }));
  });
});

function read(issuer: Issuer, claims: Claims, options: PrincipalOptions = { personKey: 'email' }): Principal {
  return toPrincipal(
    { issuerName: issuer.name, claims },
    [okta, github, agents].map((one) => (one.name === issuer.name ? issuer : one)),
    options,
  );
}

function refused(act: () => unknown): void {
  assert.throws(act, (error) => {
    assert.ok(error instanceof GatewayError);
    assert.equal(error.code, 'unauthenticated');
    assert.equal(error.message, 'The token was not accepted. Sign in again and repeat the command.');
    return true;
  });
}
