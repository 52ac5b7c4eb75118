/** An approval is worth nothing for what has changed since: time, verdicts, policies, tags, and who stands behind it. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { cancelAll, cancelApproval } from '#core/approving/cancel-approval.ts';
import { giveVerdict } from '#core/approving/give-verdict.ts';
import { alex, createHarness, erin, type Harness, person, policies } from './approval-harness.ts';

let harness: Harness;

beforeEach(() => {
  harness = createHarness({ holdSeconds: 0 });
});
afterEach(() => harness.close());

const hour = 3_600_000;

async function ask(command = 'one'): Promise<string> {
  await harness.send({ command });
  return (await harness.pending()).id;
}

const verdict = (id: string, what: 'approve' | 'reject', who = alex, comment?: string) =>
  giveVerdict(
    harness.caller(who),
    { approvalId: id, verdict: what, via: 'api', ...(comment === undefined ? {} : { comment }) },
    harness.api,
  );

test('a verdict after the end counts for nothing, and the command asks anew', async () => {
  const id = await ask();
  harness.world.ahead = hour;

  await assert.rejects(verdict(id, 'approve'), { code: 'conflict' });

  assert.equal((await harness.send({ command: 'two' })).code, 'awaiting-approval');
  assert.notEqual((await harness.pending()).id, id);
  assert.deepEqual(harness.world.sent, []);
});

test('an approval that was not used in time is over', async () => {
  await verdict(await ask(), 'approve');
  harness.world.ahead = hour / 2;

  assert.equal((await harness.send({ command: 'two' })).code, 'awaiting-approval');
  assert.deepEqual(harness.world.sent, []);
});

test('after a rejection a yes counts for nothing, and the call rests for an hour', async () => {
  const id = await ask();
  await verdict(id, 'reject', alex, 'not <b>today</b>, see https://evil.example/approve');

  await assert.rejects(verdict(id, 'approve', person('bea', 'approvers')), { code: 'conflict' });
  const again = await harness.send({ command: 'two' });

  assert.equal(again.code, 'approval-rejected');
  assert.match(again.text, /rejected by alex: “not <b>today<\/b>, see \[link removed\]”/);
  assert.equal((await harness.all()).length, 1);
  harness.world.ahead = hour;
  assert.equal((await harness.send({ command: 'three' })).code, 'awaiting-approval');
});

test('a policy that says no by now wins over an approval', async () => {
  await verdict(await ask(), 'approve');
  harness.world.policies = `${policies}
    @id("frozen") @reason("changes are frozen") forbid (principal, action == CS::Action::"ec2:TerminateInstances", resource);`;

  const answer = await harness.send({ command: 'two' });

  assert.equal(answer.code, 'denied');
  assert.match(answer.text, /frozen/);
  assert.deepEqual(harness.world.sent, []);
});

test('a permit that was taken away since is missed by an approved call', async () => {
  const holding = createHarness({ holdSeconds: 5 });
  const waiting = holding.send({ command: 'one' });
  const { id } = await holding.pending();
  holding.world.policies = policies.replace('@id("terminate") permit', '@id("terminate") @reason("gone") forbid');
  await giveVerdict(holding.caller(alex), { approvalId: id, verdict: 'approve', via: 'api' }, holding.api);

  assert.equal((await waiting).code, 'denied');
  assert.deepEqual(holding.world.sent, []);
  holding.close();
});

test('tags that ask for a further chain by now make the approval worthless, and the next command asks for both', async () => {
  harness.world.policies = `${policies}
    @id("prod") @reason("it is production") @approval("second")
    forbid (principal, action == CS::Action::"ec2:TerminateInstances", resource)
    when { resource.hasTag("prod") } unless { context.approvals.contains("second") };`;
  const id = await ask();
  await verdict(id, 'approve');
  harness.world.tags = { guarded: 'yes', prod: 'yes' };

  const answer = await harness.send({ command: 'two' });

  assert.equal(answer.code, 'awaiting-approval');
  assert.match(answer.text, /change and second/);
  assert.equal((await harness.approving.approvals.find(id))?.state, 'cancelled');
  assert.deepEqual(harness.world.sent, []);
});

test('tags that change between verdict and use are read again', async () => {
  const holding = createHarness({ holdSeconds: 5 });
  holding.world.policies = `${policies}
    @id("prod") @reason("never in production") forbid (principal, action == CS::Action::"ec2:TerminateInstances", resource)
    when { resource.hasTag("prod") };`;
  const waiting = holding.send({ command: 'one' });
  const { id } = await holding.pending();
  holding.world.tags = { guarded: 'yes', prod: 'yes' };
  await giveVerdict(holding.caller(alex), { approvalId: id, verdict: 'approve', via: 'api' }, holding.api);

  assert.equal((await waiting).code, 'denied');
  assert.deepEqual(holding.world.sent, []);
  holding.close();
});

test('an approver who lost the group since it was asked is refused, and the refusal is recorded', async () => {
  const id = await ask();

  await assert.rejects(verdict(id, 'approve', { ...alex, groups: [] }), { code: 'not-found' });
  await assert.rejects(verdict(id, 'approve', person('erin', 'approvers')), { code: 'denied' });

  const told = harness.world.events.filter(({ detail }) => JSON.stringify(detail).includes('verdict-refused'));
  assert.equal(told.length, 1);
  assert.equal((await harness.approving.approvals.find(id))?.state, 'pending');
});

test('a verdict that cannot be recorded does not count', async () => {
  const id = await ask();
  harness.world.failing = ({ kind }) => kind === 'approval';

  await assert.rejects(verdict(id, 'approve'));

  assert.equal((await harness.approving.approvals.find(id))?.state, 'pending');
});

test('what its requester takes back is over, and nobody else takes it back', async () => {
  const id = await ask();

  await assert.rejects(cancelApproval(harness.caller(alex), { approvalId: id }, harness.api), { code: 'not-found' });
  await cancelApproval(harness.caller(erin), { approvalId: id, reason: 'done otherwise' }, harness.api);

  await assert.rejects(verdict(id, 'approve'), { code: 'conflict' });
  const { note } = (await harness.approving.approvals.find(id)) ?? {};
  assert.equal(note, 'by erin: “done otherwise”');
});

test('revoking a session cancels what it asked for, pending and approved', async () => {
  await harness.send({ command: 'one', instance: 'i-1' });
  await harness.send({ command: 'two', instance: 'i-2' });
  await harness.send({ command: 'three', instance: 'i-3', session: 'S2' });
  const [third, second, first] = (await harness.all()).map(({ id }) => id);
  await verdict(first ?? '', 'approve');
  const actor = { channel: 'json', sourceIp: '127.0.0.1', principal: erin } as const;

  await cancelAll({ session: 'S1' }, 'the session was revoked', harness.approving, actor);

  const states = await Promise.all(
    [first, second, third].map(async (id) => (await harness.approving.approvals.find(id ?? ''))?.state),
  );
  assert.deepEqual(states, ['cancelled', 'cancelled', 'pending']);
});

test('a session that was revoked while its call waited is not let through by a late yes', async () => {
  const holding = createHarness({ holdSeconds: 5 });
  const waiting = holding.send({ command: 'one' });
  const { id } = await holding.pending();
  await holding.approving.revocations.revoke({ kind: 'session', id: 'S1', revokedAt: holding.approving.now() });
  await giveVerdict(holding.caller(alex), { approvalId: id, verdict: 'approve', via: 'api' }, holding.api);

  assert.equal((await waiting).code, 'unauthenticated');
  assert.deepEqual(holding.world.sent, []);
  holding.close();
});

test('a success that is sent to the machine without a verdict executes nothing', async () => {
  const id = await ask();

  await harness.approving.machine.wake(id);
  await harness.approving.sleep(50);

  assert.equal((await harness.approving.approvals.find(id))?.state, 'pending');
  assert.equal((await harness.send({ command: 'two' })).code, 'awaiting-approval');
  assert.deepEqual(harness.world.sent, []);
});

test('the whole life of an approval stands in its session’s recording', async () => {
  const holding = createHarness({ holdSeconds: 5 });
  const waiting = holding.send({ command: 'one' });
  const { id } = await holding.pending();
  await giveVerdict(holding.caller(alex), { approvalId: id, verdict: 'approve', comment: 'go on', via: 'api' }, holding.api);
  await waiting;

  const told = holding.world.events.map(({ kind, detail, session }) => [
    session,
    kind,
    (detail as { readonly step?: string } | undefined)?.step,
  ]);
  const steps = told.map(([, kind, step]) => step ?? kind);
  for (const step of ['asked', 'notified', 'verdict', 'used', 'intent', 'outcome']) assert.ok(steps.includes(step), step);
  assert.ok(told.every(([session]) => session === 'S1'));
  const intent = holding.world.events.find(({ kind }) => kind === 'intent');
  assert.deepEqual(intent?.detail, { approval: id, approvers: ['okta:alex'] });
  assert.match(intent?.digest ?? '', /^[0-9a-f]{64}$/);
  const text = JSON.stringify(holding.world.events);
  assert.doesNotMatch(text, /\?t=token/);
  holding.close();
});
