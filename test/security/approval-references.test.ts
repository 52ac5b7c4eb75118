/** What is approved is what the call names was, not its name: change it in between, and nobody approved it (threats 13). */

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { giveVerdict } from '#core/approving/give-verdict.ts';
import { alex, createHarness, type Harness } from './approval-harness.ts';

let harness: Harness;

beforeEach(() => {
  harness = createHarness({ holdSeconds: 3 });
});
afterEach(() => harness.close());

const document = (version?: string) => ({
  service: 'ssm',
  operation: 'SendCommand',
  parameters: { DocumentName: 'patch', ...(version === undefined ? {} : { DocumentVersion: version }) },
});

async function approve(): Promise<string> {
  const { id } = await harness.pending();
  await giveVerdict(harness.caller(alex), { approvalId: id, verdict: 'approve', via: 'api' }, harness.api);
  return id;
}

test('a document that stays as it is runs as it was approved, and the approval names what it was', async () => {
  const waiting = harness.send({ command: 'one', call: document() });
  const { call } = await harness.pending();
  await approve();

  assert.equal((await waiting).code, 'ok');
  assert.deepEqual(call.references, [{ what: 'document patch', hash: 'as it was' }]);
});

test('a document that is edited after it was approved does not run', async () => {
  const waiting = harness.send({ command: 'one', call: document() });
  await harness.pending();
  harness.world.references = () => 'edited';
  const id = await approve();

  const answer = await waiting;

  assert.equal(answer.code, 'approval-cancelled');
  assert.match(answer.text, /has changed since it was asked/);
  assert.equal((await harness.approving.approvals.find(id))?.state, 'cancelled');
  assert.deepEqual(harness.world.sent, []);
});

test('the next command after an edit asks anew, for what it is by then', async () => {
  await harness.send({ command: 'one', call: document(), isGone: () => true });
  await approve();
  harness.world.references = () => 'edited';

  await harness.send({ command: 'two', call: document(), isGone: () => true });

  const asked = await harness.all();
  assert.deepEqual(
    asked.map(({ call }) => call.references?.[0]?.hash),
    ['edited', 'as it was'],
  );
  assert.notEqual(asked[0]?.digest, asked[1]?.digest);
});

test('what cannot be read cannot be approved', async () => {
  harness.world.references = () => undefined;

  const answer = await harness.send({ command: 'one', call: document() });

  assert.equal(answer.code, 'denied');
  assert.match(answer.text, /document patch may change.*DocumentVersion/);
  assert.deepEqual(await harness.all(), []);
});

test('a version by its number needs no reading', async () => {
  harness.world.references = () => undefined;
  const waiting = harness.send({ command: 'one', call: document('3') });
  await approve();

  assert.equal((await waiting).code, 'ok');
});

test('a re-send of what was executed gets its answer although what it named has changed by it', async () => {
  const waiting = harness.send({ command: 'one', call: document() });
  await approve();
  const first = await waiting;
  harness.world.references = () => undefined;

  assert.deepEqual(await harness.send({ command: 'one', call: document() }), first);
  assert.equal(harness.world.sent.length, 1);
});
