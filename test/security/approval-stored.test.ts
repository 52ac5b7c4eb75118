/** Stored calls: made by the gateway itself, once, for exactly what was approved; sealed while they wait, and gone afterwards. */

import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { advanceApproval } from '#core/approving/advance-approval.ts';
import { cancelApproval } from '#core/approving/cancel-approval.ts';
import { giveVerdict } from '#core/approving/give-verdict.ts';
import type { Protocol } from '#core/catalog/service.ts';
import { openDeferred } from '#core/deferring/deferred-call.ts';
import { type FollowedCall, followCall } from '#core/deferring/follow-call.ts';
import type { StoredCalls } from '#core/ports.ts';
import { type Answer, alex, createHarness, erin, type Harness, policies } from './approval-harness.ts';

let harness: Harness;

beforeEach(() => {
  harness = createHarness({ holdSeconds: 5 });
});
afterEach(() => harness.close());

/** Asks for a call that is stored, and gives its id and its approval's. */
async function asked(command = 'one') {
  const { code, storedCall: id = '' } = await harness.send({ isStored: true, command });
  assert.equal(code, 'awaiting-approval');
  return { id, approval: (await harness.pending()).id };
}

const verdict = (approvalId: string, given: 'approve' | 'reject' = 'approve') =>
  giveVerdict(harness.caller(alex), { approvalId, verdict: given, via: 'api' }, harness.api);

const look = (id: string, waitSeconds = 5): Promise<FollowedCall> =>
  followCall({ principal: erin }, { id, waitSeconds }, harness.api);

const messageOf = (followed: FollowedCall) => ('error' in followed ? (followed.error?.message ?? '') : '');

test('an approved call is made once, by the machine, and whoever asked fetches its answer', async () => {
  const { id, approval } = await asked();

  const waiting = await look(id, 0);
  await verdict(approval);
  const done = await look(id);

  assert.equal(waiting.status, 'awaiting-approval');
  assert.equal(done.status, 'completed', messageOf(done));
  assert.equal(harness.world.sent.length, 1);
  assert.equal((await harness.approving.approvals.find(approval))?.use?.callId, id);
  assert.deepEqual(
    harness.world.events.filter(({ callId, kind }) => callId === id && kind !== 'approval').map(({ kind }) => kind),
    ['refused', 'intent', 'outcome'],
  );
});

test('nothing of a waiting call stands in the store in clear, and nothing of it is left when it was not made', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  harness.close();
  harness = createHarness({ directory });
  const secret = `ghp_${'a1B2c3D4e5F6'.repeat(3)}`;
  const parameters = {
    DocumentName: 'AWS-RunShellScript',
    Parameters: { commands: [`curl -H "Authorization: token ${secret}"`] },
  };
  const call = { service: 'ssm', operation: 'SendCommand', parameters };
  const { storedCall: id = '' } = await harness.send({ isStored: true, call });
  const stored = await harness.api.storedCalls.find(id, harness.api.now());
  const { id: approval } = await harness.pending();

  const files = globSync('**/*', { cwd: directory, withFileTypes: true }).filter((file) => file.isFile());
  const clear = files.filter((file) => readFileSync(join(file.parentPath, file.name), 'latin1').includes(secret));
  await verdict(approval, 'reject');
  while ((await harness.api.storedCalls.find(id, harness.api.now()))?.sealed !== undefined) await harness.approving.sleep(5);

  assert.ok(stored?.sealed !== undefined && files.length > 0);
  assert.ok(JSON.stringify(openDeferred(id, stored.sealed, harness.api.keyring)).includes(secret));
  assert.equal(openDeferred('another', stored.sealed, harness.api.keyring), undefined);
  assert.deepEqual(clear, []);
  assert.deepEqual(harness.world.sent, []);
});

test('of a hundred runs at once one is sent', async () => {
  const { id, approval } = await asked();
  const found = await harness.approving.approvals.find(approval);
  assert.ok(found !== undefined);
  const useBy = new Date(Date.now() + 60_000).toISOString();
  const told = { ...found.told, state: 'approved' as const };
  await harness.approving.approvals.replace({ ...found, version: found.version + 1, state: 'approved', useBy, told });

  await Promise.all(Array.from({ length: 100 }, () => advanceApproval('execute', approval, harness.api).catch(() => undefined)));

  assert.equal((await look(id)).status, 'completed');
  assert.equal(harness.world.sent.length, 1);
});

test('without a yes a run makes nothing', async () => {
  const { id, approval } = await asked();

  await advanceApproval('execute', approval, harness.api);
  const found = await harness.approving.approvals.find(approval);
  assert.ok(found !== undefined);
  await harness.api.execute?.({ ...found, state: 'approved' });

  assert.deepEqual(harness.world.sent, []);
  assert.notEqual((await look(id, 0)).status, 'completed');
});

test('a policy that says no by now wins: nothing is made, the approval is taken back and the call refused', async () => {
  const { id, approval } = await asked();
  harness.world.policies = `${policies} @id("never") @reason("not any more") forbid (principal, action, resource);`.replace(
    'forbid (principal, action, resource)',
    'forbid (principal, action == CS::Action::"ec2:TerminateInstances", resource)',
  );

  await verdict(approval);
  const refused = await look(id);

  assert.equal(refused.status, 'refused');
  assert.match(messageOf(refused), /not any more/);
  assert.equal((await harness.approving.approvals.find(approval))?.state, 'cancelled');
  assert.deepEqual(harness.world.sent, []);
});

test('tags that ask for a further chain by now cancel it', async () => {
  const { id, approval } = await asked();
  harness.world.policies = policies.replace('@approval("change")', '@approval("second")').replaceAll('"change"', '"second"');

  await verdict(approval);

  assert.equal((await look(id)).status, 'cancelled');
  assert.deepEqual(harness.world.sent, []);
});

test('a principal that was cut off meanwhile has nothing made for it', async () => {
  const { id, approval } = await asked();
  const revokedAt = new Date(Date.now() + 1000).toISOString();
  // Of another process: what it asked for is not cancelled here, so that the run alone can notice.
  await harness.approving.revocations.revoke({ kind: 'principal', id: erin.id, revokedAt });

  await verdict(approval);

  assert.equal((await look(id)).status, 'refused');
  assert.deepEqual(harness.world.sent, []);
});

test('a command on the wire that waits for the same call gets its answer, again when it is sent again, and nothing twice', async () => {
  const { id, approval } = await asked();

  const waiting = harness.send({ command: 'wire' });
  while ((await harness.approving.approvals.find(approval))?.joined === undefined) await harness.approving.sleep(5);
  await verdict(approval);
  const answer = await waiting;
  const again = await harness.send({ command: 'wire' });
  const another = await harness.send({ command: 'another', isGone: () => true });

  assert.equal(answer.code, 'ok', answer.text);
  assert.deepEqual(again, answer);
  assert.equal(another.code, 'awaiting-approval');
  assert.equal((await look(id)).status, 'completed');
  assert.equal(harness.world.sent.length, 1);
});

test('where a command on the wire asked first, nothing is stored: whoever comes first once it is approved makes it', async () => {
  const waiting = harness.send({ command: 'wire' });
  const { id } = await harness.pending();

  const byJson = await harness.send({ isStored: true, command: 'json' });
  await verdict(id);
  const answer = await waiting;

  assert.deepEqual([byJson.code, byJson.storedCall], ['awaiting-approval', undefined]);
  assert.equal(answer.code, 'ok');
  assert.equal(harness.world.sent.length, 1);
});

test('the same request again is the same call, while it waits and once it was made', async () => {
  const { id, approval } = await asked('one');

  const again = await harness.send({ isStored: true, command: 'one' });
  await verdict(approval);
  await look(id);
  const afterwards = await harness.send({ isStored: true, command: 'one' });

  assert.equal(again.storedCall, id);
  assert.equal(afterwards.code, 'ok');
  assert.equal(harness.world.sent.length, 1);
});

test('somebody else’s call is no call, and another account of the same person sees no answer', async () => {
  const { id, approval } = await asked();
  await verdict(approval);
  await look(id);

  const other = { ...erin, id: 'okta:erin-2' };
  const followed = await followCall({ principal: other }, { id, waitSeconds: 0 }, harness.api);

  await assert.rejects(followCall({ principal: alex }, { id, waitSeconds: 0 }, harness.api), { code: 'not-found' });
  assert.equal('response' in followed, false);
});

test('an answer is gone minutes after it was fetched, and a day after it came when nobody fetched it', async () => {
  const { id, approval } = await asked();
  await verdict(approval);
  await look(id);

  harness.world.ahead = 11 * 60_000;

  await assert.rejects(look(id, 0), { code: 'not-found' });
});

test('what is rejected or expires was not made, says why, and leaves no sealed call', async () => {
  const { id, approval } = await asked();
  await verdict(approval, 'reject');
  const rejected = await look(id);
  while (!harness.world.notices.some(({ kind }) => kind === 'rejected')) await harness.approving.sleep(5);

  assert.equal(rejected.status, 'refused');
  assert.match(messageOf(rejected), /rejected by alex/);
  assert.equal((await harness.api.storedCalls.find(id, harness.api.now()))?.sealed, undefined);
  assert.deepEqual(harness.world.sent, []);
});

test('a process that dies before the run makes it once at the next start', async () => {
  const { id, approval } = await asked();
  const found = await harness.approving.approvals.find(approval);
  assert.ok(found !== undefined);
  // What a verdict stores, without the waking that would follow it.
  const useBy = new Date(Date.now() + 60_000).toISOString();
  await harness.approving.approvals.replace({ ...found, version: found.version + 1, state: 'approved', useBy });

  harness = await harness.restarted();

  assert.equal((await look(id)).status, 'completed');
  assert.equal(harness.world.sent.length, 1);
});

test('a process that dies during the run leaves it unknown: it is told, and never made again', async () => {
  const { id, approval } = await asked();
  harness.world.upstream = () => new Promise(() => {});
  await verdict(approval);
  while (harness.world.sent.length === 0) await harness.approving.sleep(5);

  harness = await harness.restarted();
  while (!harness.world.notices.some(({ kind }) => kind === 'outcome-unknown')) await harness.approving.sleep(5);
  const unknown = await look(id);

  assert.equal(unknown.status, 'unknown');
  assert.match(messageOf(unknown), /not sent again/);
  assert.deepEqual(harness.world.sent, []);
});

test('a process that dies after the run, before its answer was kept, has it all the same', async () => {
  harness.close();
  const dying = (storedCalls: StoredCalls): StoredCalls => ({
    ...storedCalls,
    keep: (call) => (call.state === 'completed' ? new Promise(() => {}) : storedCalls.keep(call)),
  });
  harness = createHarness({ storedCalls: dying });
  const { id, approval } = await asked();
  await verdict(approval);
  while (!harness.world.events.some(({ kind }) => kind === 'outcome')) await harness.approving.sleep(5);
  await harness.approving.sleep(50);

  harness = await harness.restarted({ storedCalls: (storedCalls) => storedCalls });

  assert.equal((await look(id)).status, 'completed');
  assert.deepEqual(harness.world.sent, []);
});

test('a call that is too large to be kept is made by its client, as without a store', async () => {
  harness.close();
  harness = createHarness({ storedCalls: (storedCalls) => ({ ...storedCalls, mostBytes: 100 }) });

  const { code, storedCall } = await harness.send({ isStored: true, command: 'one' });
  await verdict((await harness.pending()).id);
  const made = await harness.send({ isStored: true, command: 'one' });

  assert.deepEqual([code, storedCall, made.code], ['awaiting-approval', undefined, 'ok']);
  assert.equal(harness.world.sent.length, 1);
});

test('taking it back before somebody decides ends it', async () => {
  const { id, approval } = await asked();

  await cancelApproval(harness.caller(erin), { approvalId: approval, reason: 'not needed' }, harness.api);
  const cancelled = await look(id);

  assert.equal(cancelled.status, 'cancelled');
  await assert.rejects(verdict(approval), { code: 'conflict' });
  assert.deepEqual(harness.world.sent, []);
});

const dashboard = {
  service: 'cloudwatch',
  operation: 'PutDashboard',
  parameters: { DashboardName: 'prod', DashboardBody: '{}' },
};

/** What each of three clients gets, in as many protocols, that wait for one stored call; and what the last of them gets once more. */
async function waitedFor(answer: object): Promise<readonly Answer[]> {
  harness.world.policies = policies.replaceAll('ssm:SendCommand', 'cloudwatch:PutDashboard');
  harness.world.answer = { status: 200, text: JSON.stringify(answer) };
  await harness.send({ isStored: true, command: 'one', call: dashboard });
  const { id: approval } = await harness.pending();
  const as = (protocol: Protocol) => harness.send({ command: `by ${protocol}`, call: dashboard, protocol });
  const waiting = [as('json'), as('cbor'), as('query')];
  while (((await harness.approving.approvals.find(approval))?.joined?.length ?? 0) < 3) await harness.approving.sleep(5);
  await verdict(approval);
  const answers = await Promise.all(waiting);
  return [...answers, await as('query')];
}

test('clients of other protocols that wait for a stored call get its one answer, each in its own', async () => {
  const [byJson, byCbor, byQuery, again] = await waitedFor({ DashboardValidationMessages: [{ Message: 'a < b' }] });

  assert.equal(byJson?.text, '{"DashboardValidationMessages":[{"Message":"a < b"}]}');
  assert.match(byCbor?.text ?? '', /DashboardValidationMessages.*gMessageea < b/);
  assert.match(byQuery?.text ?? '', /<PutDashboardResult>.*<Message>a &lt; b<\/Message>.*<\/PutDashboardResult>/);
  assert.deepEqual(again, byQuery);
  assert.equal(harness.world.sent.length, 1);
});

test('an answer that a client’s protocol has no form for is not given, and the client is told where it is', async () => {
  const [byJson, byCbor, byQuery, again] = await waitedFor({ DashboardValidationMessages: 'of another shape' });

  assert.equal(byJson?.code, 'ok');
  assert.deepEqual([byCbor?.code, byQuery?.code, again?.code], ['conflict', 'conflict', 'conflict']);
  assert.match(byQuery?.text ?? '', /as call \w+, .*not sent again.*\/v1\/calls\/\w+/);
  assert.equal(harness.world.sent.length, 1);
});
