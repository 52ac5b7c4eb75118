import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { RoleTrial } from '#core/checking/role-probe.ts';
import { type RunningSandbox, startSandbox } from '#test/clients/support/sandbox.ts';
import { createRoleProbe } from './role-probe.ts';

const externalId = 'sandbox-external-id';
const probe = createRoleProbe({ region: 'eu-west-1' });
let sandbox: RunningSandbox;

before(async () => {
  sandbox = await startSandbox({ externalId });
});
after(() => sandbox.stop());

const trial = (changes: Partial<RoleTrial> = {}, endpoint = sandbox.url): RoleTrial => ({
  connection: { name: 'sandbox', endpoint },
  role: 'arn:aws:iam::123456789012:role/countersign/engineer',
  roleSessionName: 'ann@S1',
  sourceIdentity: 'ann',
  externalId,
  tags: { 'countersign:session': 'S1' },
  ...changes,
});

test('a role is had in somebody’s name, and refused without a name, a session or the right external id', async () => {
  const { sourceIdentity: _name, ...nameless } = trial();
  const { externalId: _id, ...stranger } = trial();

  assert.deepEqual(await probe.attempt(trial()), { kind: 'assumed' });
  for (const wrong of [nameless, stranger, trial({ externalId: 'another-external-id' }), trial({ tags: {} })]) {
    assert.deepEqual(await probe.attempt(wrong), { kind: 'denied' });
  }
});

test('what a trial is given may do nothing', async () => {
  await probe.attempt(trial());

  const asked = sandbox.sandbox.calls().findLast(({ operation }) => operation === 'AssumeRole');
  const form = new URLSearchParams(Buffer.from(asked?.body ?? []).toString());
  assert.deepEqual(JSON.parse(form.get('Policy') ?? '').Statement, [{ Effect: 'Deny', Action: '*', Resource: '*' }]);
  assert.equal(form.get('DurationSeconds'), '900');
});

test('what is neither had nor refused is told by its code, and no text of a stranger passes', async () => {
  const server = createServer((request, response) => {
    request.resume();
    response
      .writeHead(400)
      .end('<ErrorResponse><Error><Code>Throttling</Code><Message>secret text</Message></Error></ErrorResponse>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const throttled = await probe.attempt(trial({}, `http://127.0.0.1:${port}`));
  server.closeAllConnections();
  server.close();

  assert.deepEqual(throttled, { kind: 'failed', code: 'Throttling' });
  assert.deepEqual(await probe.attempt(trial({}, 'http://127.0.0.1:1')), { kind: 'failed', code: 'ECONNREFUSED' });
});
