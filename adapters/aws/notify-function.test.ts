/** The adapter over a double of Lambda's wire, with the real client. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { CallNotice } from '#core/call-notices.ts';
import { createNotifyFunction } from './notify-function.ts';

const functionArn = 'arn:aws:lambda:eu-west-1:123456789012:function:notify';
const notice: CallNotice = {
  targets: ['security'],
  callId: 'CALL',
  session: 'S',
  principal: { id: 'okta:lena' },
  what: 'ec2:TerminateInstances',
  connection: 'prod',
  account: '123456789012',
  region: 'eu-west-1',
  channel: 'aws',
  isBreakGlass: true,
  at: '2026-05-04T10:00:00.000Z',
};
const asked: { readonly type: string; readonly path: string; readonly body: unknown }[] = [];
let status = 202;
const server = createServer(async (request, response) => {
  const body: unknown = JSON.parse(Buffer.concat(await request.toArray()).toString());
  asked.push({ type: String(request.headers['x-amz-invocation-type']), path: decodeURIComponent(request.url ?? ''), body });
  response.writeHead(status).end(status === 202 ? '' : '{}');
});
let client: LambdaClient;

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' };
  client = new LambdaClient({ region: 'eu-west-1', endpoint, credentials, maxAttempts: 1 });
});

after(() => {
  client.destroy();
  server.close();
});

test('a call is told by an asynchronous invocation, once an operation of a session', async () => {
  const notices = createNotifyFunction({ openClient: async () => client, functionArn, log: () => {} });

  await notices.tell(notice);
  await notices.tell({ ...notice, callId: 'CALL2' });
  await notices.tell({ ...notice, what: 'ec2:StopInstances' });

  assert.equal(asked.length, 2);
  assert.deepEqual([asked[0]?.type, asked[0]?.path], ['Event', `/2015-03-31/functions/${functionArn}/invocations`]);
  assert.deepEqual(asked[0]?.body, { step: 'called', notice });
});

test('a function that cannot be reached is logged by the class of its error alone, and stops no call', async () => {
  status = 500;
  const logged: string[] = [];
  const notices = createNotifyFunction({
    openClient: async () => client,
    functionArn,
    log: (entry) => void logged.push(JSON.stringify(entry)),
  });

  await notices.tell(notice);

  assert.equal(logged.length, 1);
  assert.doesNotMatch(logged.join(''), /TerminateInstances|lena/);
});
