/** A flood of requests that nobody signed (threats 22): it fills neither the record nor the way of those who did. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { after, before, test } from 'node:test';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { startGateway, type TestGateway } from '#test/clients/support/gateway.ts';

const floodSize = 5000;
const atOnce = 40;
const forged =
  'AWS4-HMAC-SHA256 Credential=CSGNAAAAAAAAAAAAAAAA/20261124/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=00';

let gateway: TestGateway;
let agent: Agent;
before(async () => {
  gateway = await startGateway();
  agent = new Agent({ keepAlive: true, maxSockets: atOnce });
});
after(async () => {
  agent.destroy();
  await gateway.stop();
});

/** Half of them bear no signature, half one that is none. */
async function refused(index: number): Promise<number> {
  const headers = index % 2 === 0 ? {} : { authorization: forged, 'x-amz-date': '20261124T120000Z' };
  const sent = request(`${gateway.wireUrl}/`, { agent, method: 'POST', headers });
  sent.end('Action=DescribeInstances&Version=2016-11-15');
  const [reply] = await once(sent, 'response');
  await reply.resume().toArray();
  return reply.statusCode;
}

async function flood(): Promise<readonly number[]> {
  let next = 0;
  const statuses: number[] = [];
  const lane = async () => {
    while (next < floodSize) statuses.push(await refused(next++));
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return statuses;
}

type Recorded = { readonly kind: string; readonly session?: string };

test('five thousand refusals fail no call of whoever is signed in, and are a handful of events', async () => {
  const ec2 = new EC2Client({
    region: 'eu-west-1',
    endpoint: gateway.wireUrl,
    credentials: await gateway.issue('engineer'),
    maxAttempts: 1,
  });

  const flooding = flood();
  for (let calls = 0; calls < 25; calls += 1) await ec2.send(new DescribeInstancesCommand({}));
  const statuses = await flooding;

  assert.equal(statuses.length, floodSize);
  assert.ok(statuses.every((status) => status >= 400 && status < 500));
  const { body } = await gateway.api('auditor', 'GET', '/v1/events?limit=200');
  const { items } = body as { readonly items: readonly Recorded[] };
  const anonymous = items.filter(({ kind, session }) => kind === 'refused' && session === undefined);
  assert.ok(anonymous.length > 0 && anonymous.length <= 10, String(anonymous.length));
});
