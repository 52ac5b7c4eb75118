/** What a verdict is for, and what of it stands in the record: the whole call, and only what counted. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { giveVerdict } from '#core/approving/give-verdict.ts';
import { getApproval } from '#core/approving/read-approvals.ts';
import { alex, createHarness, type Harness, person } from './approval-harness.ts';

let harness: Harness;

beforeEach(() => {
  harness = createHarness({ holdSeconds: 1 });
});
afterEach(() => harness.close());

const stepsOf = (step: string) =>
  harness.world.events.filter(({ detail }) => JSON.stringify(detail ?? {}).includes(`"step":"${step}"`));

test('a yes to a call with parts that are not shown counts only from whoever names each of them', async () => {
  const secret = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
  const parameters = { DocumentName: 'AWS-RunShellScript', Parameters: { commands: [`token=${secret}`, 'ls'] } };
  await harness.send({ call: { service: 'ssm', operation: 'SendCommand', parameters }, isGone: () => true });
  const { id: approvalId } = await harness.pending();
  const caller = harness.caller(alex);
  const { hidden } = await getApproval(caller, approvalId, harness.api);
  const seen = hidden.map(({ path }) => path);
  const approve = (ticked: readonly string[]) =>
    giveVerdict(caller, { approvalId, verdict: 'approve', via: 'api', seen: ticked }, harness.api);

  await assert.rejects(approve([]), { code: 'denied', message: /part\(s\) of the call are not shown/ });
  await assert.rejects(approve(seen.slice(1)), { code: 'denied' });
  const approved = await approve(seen);

  assert.ok(seen.includes('Parameters.commands[0]'));
  assert.equal(approved.state, 'approved');
  assert.equal(stepsOf('verdict-refused').length, 2);
});

test('what is rejected needs nothing to be ticked', async () => {
  const parameters = { DocumentName: 'x', Parameters: { commands: [`ghp_${'a1B2c3D4e5F6'.repeat(3)}`] } };
  await harness.send({ call: { service: 'ssm', operation: 'SendCommand', parameters }, isGone: () => true });
  const { id: approvalId } = await harness.pending();

  const { state } = await giveVerdict(harness.caller(alex), { approvalId, verdict: 'reject', via: 'api' }, harness.api);

  assert.equal(state, 'rejected');
});

test('of verdicts that come at once only those that counted are recorded as verdicts', async () => {
  await harness.send({ isGone: () => true });
  const { id: approvalId } = await harness.pending();
  const people = Array.from({ length: 20 }, (_, index) => person(`p${index}`, 'approvers'));

  const given = await Promise.allSettled(
    people.map((one, index) => {
      const verdict = index % 2 === 0 ? 'approve' : 'reject';
      return giveVerdict(harness.caller(one), { approvalId, verdict, via: 'api' }, harness.api);
    }),
  );

  const approval = await harness.approving.approvals.find(approvalId);
  const counted = given.filter(({ status }) => status === 'fulfilled').length;
  assert.equal(approval?.verdicts.length, 1);
  assert.equal(counted, 1);
  assert.deepEqual(
    stepsOf('verdict').map(({ principal, detail }) => [
      principal?.id,
      JSON.stringify(detail).includes(approval?.state ?? 'none'),
    ]),
    [[approval?.verdicts[0]?.by.id, true]],
  );
  assert.equal(stepsOf('verdict-refused').length, 19);
});

test('a verdict is recorded before the call that it releases', async () => {
  const waiting = harness.send({ command: 'one' });
  const { id: approvalId } = await harness.pending();

  await giveVerdict(harness.caller(alex), { approvalId, verdict: 'approve', via: 'api' }, harness.api);
  await waiting;

  const steps = harness.world.events.map(({ kind, detail }) => (kind === 'approval' ? JSON.stringify(detail) : kind));
  const at = (part: string) => steps.findIndex((step) => step.includes(part));
  assert.ok(at('"verdict-offered"') < at('"step":"verdict"') && at('"step":"verdict"') < at('"used"'));
});
