/** The machine's adapter over a double of Step Functions' wire, with the real client. */

import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { ApprovalMachine } from '#core/approval/approval-ports.ts';
import { sampleApproval } from '#core/approval/sample-approval.fixture.ts';
import { createStepFunctionsMachine } from './step-functions.ts';

const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:approval';
const approval = sampleApproval();

let server: Server;
let client: SFNClient;
let machine: ApprovalMachine;
let failing: string | undefined;
let asked: { readonly target: string; readonly body: Readonly<Record<string, string>> }[] = [];
const tokens = new Map<string, string>();

before(async () => {
  server = createServer(async (request, response) => {
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
    asked.push({ target: String(request.headers['x-amz-target']), body });
    const status = failing === undefined ? 200 : failing === 'InternalError' ? 500 : 400;
    const answer = failing === undefined ? { executionArn: 'arn', startDate: 1 } : { __type: failing, message: 'no' };
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new SFNClient({
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
    maxAttempts: 1,
  });
  machine = createStepFunctionsMachine({ client, stateMachineArn, tokens: { find: async (id) => tokens.get(id) } });
});

beforeEach(() => {
  asked = [];
  failing = undefined;
  tokens.clear();
});

after(() => {
  client.destroy();
  server.close();
});

test('an execution is named by the approval and carries its id alone', async () => {
  await machine.start(approval);

  assert.deepEqual(asked, [
    {
      target: 'AWSStepFunctions.StartExecution',
      body: { stateMachineArn, name: approval.id, input: JSON.stringify({ approvalId: approval.id }) },
    },
  ]);
});

test('a second start of the same approval is no error', async () => {
  failing = 'ExecutionAlreadyExists';

  await machine.start(approval);
});

test('it is woken by its newest token, with nothing said', async () => {
  tokens.set(approval.id, 'token');

  await machine.wake(approval.id);

  assert.deepEqual(asked, [{ target: 'AWSStepFunctions.SendTaskSuccess', body: { taskToken: 'token', output: '{}' } }]);
});

test('one that does not wait yet is not woken: its wait looks at the approval as it begins', async () => {
  await machine.wake(approval.id);

  assert.deepEqual(asked, []);
});

for (const over of ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']) {
  test(`${over} means that it waits no more, and is no error`, async () => {
    tokens.set(approval.id, 'token');
    failing = over;

    await machine.wake(approval.id);

    assert.equal(asked.length, 1);
  });
}

test('anything else is an error that names Step Functions and holds no token', async () => {
  tokens.set(approval.id, 'token-of-the-task');
  failing = 'InternalError';

  await assert.rejects(machine.wake(approval.id), (error: Error) => {
    assert.equal('code' in error && error.code, 'recorder-unavailable');
    assert.doesNotMatch(error.message, /token-of-the-task/);
    return true;
  });
  await assert.rejects(machine.start(approval), { code: 'recorder-unavailable' });
});
