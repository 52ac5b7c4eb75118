import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { cancelApproval } from '#core/approving/cancel-approval.ts';
import { giveVerdict } from '#core/approving/give-verdict.ts';
import { createCallBudget } from '#core/call-budget.ts';
import { decideStrictly } from '#core/decide-strictly.ts';
import { GatewayError } from '#core/errors.ts';
import { asking } from '#core/front.ts';
import { openCredentials } from '#core/identity/issued-credentials.ts';
import { type CredentialsAsked, type IssuingPorts, issueSession } from '#core/issue-credentials.ts';
import type { Connection, Principal } from '#core/model.ts';
import type { ApiCaller } from '#core/product-api.ts';
import type { EventDraft } from '#core/recording/draft.ts';
import { revokePrincipal } from '#core/revoke.ts';
import { createHarness, issuer, person } from './approval-harness.ts';

const policies = `
@id("issue") permit (principal, action in [CS::Action::"countersign:IssueCredentials", CS::Action::"countersign:Revoke",
  CS::Action::"countersign:ReadApproval", CS::Action::"countersign:CancelApproval"], resource);
@id("open") permit (principal in CS::Group::"leads", action == CS::Action::"countersign:BreakGlass", resource is CS::Connection)
when { context.mfa };
@id("verdicts") permit (principal is CS::User, action == CS::Action::"countersign:GiveVerdict", resource is CS::Approval);
@id("emergency") permit (principal in CS::Group::"leads", action in CS::Action::"access:write", resource) when { context.breakGlass };
`;

const role = { arn: 'arn:aws:iam::123456789012:role/r', groups: ['leads'], narrow: 'service' } as const;
const connection: Connection = {
  kind: 'aws',
  name: 'prod',
  account: '123456789012',
  regions: ['eu-west-1'],
  roles: [role],
  wait: 'hold',
  mode: 'enforce',
};
const lead = person('lena', 'leads');
const alex = person('alex', 'approvers');
const asked: CredentialsAsked = { connection: 'prod', breakGlass: true, reason: 'the login is down for everybody' };
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

function emergency(over: Partial<IssuingPorts> = {}) {
  const harness = createHarness();
  after(harness.close);
  harness.world.policies = policies;
  const approving = { ...harness.approving, breakGlassChain: 'change' };
  const ports: IssuingPorts = { ...harness.api, connections: [connection], approving, ...over };
  const caller = (principal: Principal, more: Partial<ApiCaller> = {}) =>
    harness.caller(principal, { tokenExpiresAt: ago(-7200), ...more });
  const open = (principal: Principal = lead, more: Partial<CredentialsAsked> = {}, how: Partial<ApiCaller> = {}) =>
    issueSession(caller(principal, how), { ...asked, ...more }, ports);
  return { ...harness, ports, open, callerOf: caller };
}

function refusedWith(code: string, sentence: RegExp) {
  return (thrown: unknown) => thrown instanceof GatewayError && thrown.code === code && sentence.test(thrown.message);
}

function sealed(
  { ports }: ReturnType<typeof emergency>,
  issued: { readonly accessKeyId: string; readonly sessionToken: string },
) {
  return openCredentials({ keyring: ports.keyring, ...issued, now: ports.now() }).session;
}

describe('break-glass', () => {
  test('a lead opens a session of at most an hour, everybody is told, and every event carries it', async () => {
    const world = emergency();

    const issued = await world.open();
    const session = sealed(world, issued);
    const owed = await world.pending();

    assert.equal(session.breakGlass, true);
    assert.ok(Date.parse(session.expiresAt) - Date.parse(session.openedAt) <= 3_600_000);
    assert.deepEqual([owed.executor, owed.session, owed.state], ['nobody', session.id, 'pending']);
    const [told] = world.world.notices;
    assert.deepEqual(told?.approvers, ['group:approvers', 'everybody']);
    const opened = world.world.events.find(({ kind }) => kind === 'session');
    assert.deepEqual([opened?.breakGlass, opened?.session], [true, session.id]);
  });

  test('its permits hold in that session alone', async () => {
    const world = emergency();
    const broken = sealed(world, await world.open());
    const plain = sealed(world, await issueSession(world.callerOf(lead), { connection: 'prod' }, world.ports));
    const call = {
      service: 'ec2',
      operation: 'StartInstances',
      region: 'eu-west-1',
      account: '123456789012',
      access: 'write',
      actions: ['ec2:StartInstances'],
      resources: [],
      resourcesKnown: true,
      parameters: {},
    } as const;
    const facts = { read: async () => [] };
    const outcomeOf = async (session: typeof plain) => {
      const question = asking(
        { calls: [call] } as never,
        { session, connection, role },
        { sourceIp: '127.0.0.1', channel: 'aws' },
      );
      return (await decideStrictly(question, { ...world.ports, facts, budget: createCallBudget() })).decision.outcome;
    };

    assert.deepEqual([await outcomeOf(broken), await outcomeOf(plain)], ['allow', 'deny']);
  });

  test('a client cannot write itself into one: the session token is sealed', async () => {
    const world = emergency();
    const issued = await issueSession(world.callerOf(lead), { connection: 'prod' }, world.ports);

    const [key, body = ''] = issued.sessionToken.split('.');
    const changed = `${key}.${body.slice(0, -2)}${body.endsWith('A') ? 'BB' : 'AA'}`;

    assert.equal(sealed(world, issued).breakGlass, undefined);
    assert.throws(() => sealed(world, { ...issued, sessionToken: changed }), refusedWith('unauthenticated', /not accepted/));
  });
});

describe('break-glass is refused', () => {
  const refusals: readonly (readonly [
    what: string,
    principal: Principal,
    asked: Partial<CredentialsAsked>,
    how: Partial<ApiCaller>,
    sentence: RegExp,
  ])[] = [
    ['without a second factor', { ...lead, isMfa: false }, {}, {}, /second factor/],
    ['after a sign-in of more than 5 minutes ago', lead, {}, { signedInAt: ago(301) }, /last 5 minutes/],
    ['without a time of the sign-in: a refreshed token', lead, {}, { signedInAt: 'never' }, /last 5 minutes/],
    ['after a sign-in that is still to come', lead, {}, { signedInAt: ago(-120) }, /last 5 minutes/],
    ['without a reason', lead, { reason: '' }, {}, /reason/],
    ['with a reason that says nothing', lead, { reason: 'asap' }, {}, /at least 10 characters/],
    ['over MCP', lead, {}, { channel: 'mcp' }, /for people/],
    [
      'to an agent of a lead',
      { ...lead, kind: 'agent', id: 'okta:bot', onBehalfOf: { id: lead.id, subject: 'lena', groups: ['leads'] } },
      {},
      {},
      /for people/,
    ],
    ['to a workload', { ...lead, kind: 'service' }, {}, {}, /for people/],
    ['to whoever is of an issuer that is not for people', { ...lead, issuer: 'https://ci.example' }, {}, {}, /for people/],
    ['to whom the token does not say who it is', withoutPerson(lead), {}, {}, /which person/],
    ['to whom the policies do not permit it', person('erin', 'engineers'), {}, {}, /No policy permits/],
  ];
  for (const [what, principal, more, how, sentence] of refusals) {
    test(`${what}, and the refusal is recorded`, async () => {
      const roles = [{ ...role, groups: ['leads', 'engineers'] }];
      const world = emergency({ connections: [{ ...connection, roles }] });

      await assert.rejects(world.open(principal, more, how), refusedWith('denied', sentence));

      assert.deepEqual(await world.all(), []);
      const [event] = world.world.events;
      assert.deepEqual([world.world.events.length, event?.kind, event?.session], [1, 'refused', undefined]);
      assert.match(event?.answer?.errorMessage ?? '', sentence);
    });
  }

  test('to the token of an issuer of workloads that calls itself a person', async () => {
    const world = emergency({ issuers: [{ ...issuer, kind: 'workload' }] });

    await assert.rejects(world.open(), refusedWith('denied', /for people/));
  });

  test('where the operator names nobody to look at it afterwards', async () => {
    const { approving } = createHarnessPorts();

    const world = emergency({ approving });

    await assert.rejects(world.open(), refusedWith('denied', /approvals\.breakGlass/));
  });

  test('for longer than an hour', async () => {
    await assert.rejects(emergency().open(lead, { durationSeconds: 3601 }), refusedWith('malformed-request', /3600/));
  });

  test('where it cannot be recorded, and then nothing is owed', async () => {
    const world = emergency();
    world.world.failing = ({ kind }) => kind === 'session';

    await assert.rejects(world.open());
    world.world.failing = () => false;

    assert.equal((await world.open()).sessionId.length, 26);
  });
});

describe('the verdict that is owed', () => {
  test('stands in the way of another session, also of another account of the same person', async () => {
    const world = emergency();
    await world.open();

    await assert.rejects(world.open(), refusedWith('conflict', /owe a verdict/));
    await assert.rejects(world.open({ ...lead, id: 'okta:lena-admin' }), refusedWith('conflict', /owe a verdict/));
    assert.equal((await world.open(person('lars', 'leads'))).sessionId.length, 26);
  });

  test('of twenty sessions opened at once one is', async () => {
    const world = emergency();

    const opened = await Promise.allSettled(Array.from({ length: 20 }, () => world.open()));

    assert.equal(opened.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal((await world.all()).length, 1);
  });

  test('stays owed after a year, and is asked for again once a day', async () => {
    const world = emergency();
    await world.open();
    const owed = await world.pending();

    world.world.ahead = 365 * 86_400_000;

    assert.equal(owed.state, 'pending');
    await assert.rejects(
      world.open(lead, {}, { signedInAt: world.ports.now(), tokenExpiresAt: '2099-01-01T00:00:00.000Z' }),
      refusedWith('conflict', /owe/),
    );
  });

  test('is not taken back: not by its person, not by a revocation', async () => {
    const world = emergency();
    await world.open();
    const { id } = await world.pending();
    const ports = { ...world.api, approving: world.approving, search: {} as never };

    await assert.rejects(cancelApproval(world.callerOf(lead), { approvalId: id }, world.api), refusedWith('conflict', /owed/));
    await revokePrincipal(world.callerOf(alex), lead.id, ports);

    assert.equal((await world.approving.approvals.find(id))?.state, 'pending');
  });

  test('acknowledged lets the person open another, and is told', async () => {
    const world = emergency();
    await world.open();
    const { id } = await world.pending();

    const verdict = await giveVerdict(world.callerOf(alex), { approvalId: id, verdict: 'approve', via: 'api' }, world.api);

    assert.deepEqual([verdict.state, verdict.useBy], ['approved', undefined]);
    assert.equal((await world.open()).sessionId.length, 26);
    assert.ok(world.world.events.some((event) => stepOf(event) === 'verdict'));
  });

  test('as misuse cuts the session off', async () => {
    const world = emergency();
    const { sessionId } = await world.open();
    const { id } = await world.pending();

    await giveVerdict(world.callerOf(alex), { approvalId: id, verdict: 'reject', comment: 'no', via: 'api' }, world.api);

    assert.equal((await world.approving.revocations.find('session', sessionId))?.kind, 'session');
    assert.equal((await world.approving.approvals.find(id))?.state, 'rejected');
  });

  test('is nobody’s own: whoever opened it does not acknowledge it', async () => {
    const world = emergency();
    const both = { ...lead, groups: ['leads', 'approvers'] };
    await world.open(both);
    const { id } = await world.pending();

    const own = giveVerdict(world.callerOf(both), { approvalId: id, verdict: 'approve', via: 'api' }, world.api);

    await assert.rejects(own, refusedWith('denied', /somebody else/));
  });
});

function createHarnessPorts() {
  const harness = createHarness();
  after(harness.close);
  return { approving: harness.approving };
}

function withoutPerson({ personKey: _, ...rest }: Principal): Principal {
  return rest;
}

function stepOf(event: EventDraft): unknown {
  return Reflect.get(Object(event.detail), 'step');
}
