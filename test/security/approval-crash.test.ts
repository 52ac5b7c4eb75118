/** A crash before, during and after the execution of an approved call: what may have run is never run again by itself. */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { giveVerdict } from '#core/approving/give-verdict.ts';
import { alex, createHarness, type Harness } from './approval-harness.ts';

let harness: Harness;

beforeEach(() => {
  harness = createHarness({ holdSeconds: 1 });
});
afterEach(() => harness.close());

const approve = async (id: string) =>
  giveVerdict(harness.caller(alex), { approvalId: id, verdict: 'approve', via: 'api' }, harness.api);

async function approved(): Promise<string> {
  await harness.send({ command: 'one', isGone: () => true });
  const { id } = await harness.pending();
  await approve(id);
  return id;
}

test('a process that dies between the verdict and the waking loses nothing: the next start tells it, and the call runs once', async () => {
  await harness.send({ command: 'one', isGone: () => true });
  const { id } = await harness.pending();
  const found = await harness.approving.approvals.find(id);
  assert.ok(found !== undefined);
  // What a verdict stores, without the waking that would follow it.
  const useBy = new Date(Date.now() + 60_000).toISOString();
  await harness.approving.approvals.replace({ ...found, version: found.version + 1, state: 'approved', useBy });

  harness = await harness.restarted();
  while (!harness.world.notices.some(({ kind }) => kind === 'approved')) await harness.approving.sleep(5);
  const answers = [await harness.send({ command: 'one' }), await harness.send({ command: 'one' })];

  assert.deepEqual(
    answers.map(({ code }) => code),
    ['ok', 'ok'],
  );
  assert.equal(harness.world.sent.length, 1);
});

test('an approval that ended while the process was down expires at the next start, and its end is told', async () => {
  await harness.send({ command: 'one', isGone: () => true });
  const { id } = await harness.pending();
  const found = await harness.approving.approvals.find(id);
  assert.ok(found !== undefined);
  const expiresAt = new Date(Date.now() - 1000).toISOString();
  await harness.approving.approvals.replace({ ...found, version: found.version + 1, expiresAt });

  harness = await harness.restarted();
  while (!harness.world.notices.some(({ kind }) => kind === 'expired')) await harness.approving.sleep(5);

  assert.equal((await harness.approving.approvals.find(id))?.state, 'expired');
});

test('what waits is asked nobody twice after a restart', async () => {
  await harness.send({ command: 'one', isGone: () => true });
  await harness.pending();

  harness = await harness.restarted();
  await harness.approving.sleep(100);

  assert.deepEqual(harness.world.notices, []);
});

test('a process that dies before the call was sent leaves the approval used: a re-send learns that nobody knows', async () => {
  await approved();
  harness.world.failing = ({ kind }) => kind === 'intent';
  assert.equal((await harness.send({ command: 'one' })).code, 'internal');

  harness = await harness.restarted();
  const again = await harness.send({ command: 'one' });

  assert.notEqual(again.code, 'ok');
  assert.deepEqual(harness.world.sent, []);
});

test('a process that dies during the call leaves it unknown: a re-send is refused, another command asks anew', async () => {
  await approved();
  harness.world.upstream = () => new Promise(() => {});
  void harness.send({ command: 'one' });
  while (harness.world.sent.length === 0) await harness.approving.sleep(5);

  harness = await harness.restarted();
  const again = await harness.send({ command: 'one' });
  const other = await harness.send({ command: 'two' });

  assert.equal(again.code, 'conflict');
  assert.match(again.text, /It was not sent again/);
  assert.equal(other.code, 'awaiting-approval');
  assert.deepEqual(harness.world.sent, []);
});

test('an answer that could not be recorded is not given, not even to a re-send', async () => {
  await approved();
  harness.world.failing = ({ kind }) => kind === 'outcome';
  assert.equal((await harness.send({ command: 'one' })).code, 'outcome-unknown');
  harness.world.failing = () => false;

  const again = await harness.send({ command: 'one' });

  assert.equal(again.code, 'outcome-unknown');
  assert.equal(harness.world.sent.length, 1);
});

test('a process that dies after the call gives its kept answer to the re-send', async () => {
  await approved();
  const first = await harness.send({ command: 'one' });

  harness = await harness.restarted();
  const again = await harness.send({ command: 'one' });

  assert.deepEqual(again, first);
  assert.deepEqual(harness.world.sent, []);
});

test('a use that cannot be recorded sends nothing', async () => {
  await approved();
  harness.world.failing = ({ detail }) => JSON.stringify(detail ?? {}).includes('"used"');

  assert.equal((await harness.send({ command: 'one' })).code, 'internal');

  assert.deepEqual(harness.world.sent, []);
});
