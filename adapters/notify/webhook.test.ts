import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { createHttpDouble } from './http-double.fixture.ts';
import { sampleMessage } from './sample-message.fixture.ts';
import { createWebhookChannel } from './webhook.ts';

const now = () => '2026-05-04T10:00:00.000Z';

test('the body is signed with its time, by a key that both sides know', async () => {
  const hook = await createHttpDouble(() => ({ body: {} }));

  await createWebhookChannel({ url: `${hook.url}/hook`, signingKey: async () => 'shared', now }).deliver(sampleMessage());
  await hook.close();

  const [request] = hook.received;
  assert.ok(request);
  const wanted = createHmac('sha256', 'shared').update(`v1:${now()}:${request.body}`).digest('hex');
  assert.equal(request.headers['x-countersign-signature'], `v1=${wanted}`);
  assert.equal(JSON.parse(request.body).approvalId, '01JZ0000000000000000000001');
});

test('an answer that is no success is a failure', async () => {
  const hook = await createHttpDouble(() => ({ status: 500, body: {} }));

  await assert.rejects(createWebhookChannel({ url: hook.url, signingKey: async () => 'k', now }).deliver(sampleMessage()), /500/);
  await hook.close();
});
