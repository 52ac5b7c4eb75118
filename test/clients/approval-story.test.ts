/** A call that waits for its approval, with unmodified clients: the same waiting command finishes, and no other does. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { type Issued, startGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
let issued: Issued;

before(async () => {
  gateway = await startGateway();
  issued = await gateway.issue('engineer');
});
after(() => gateway.stop());

type Listed = { readonly id: string; readonly state: string; readonly call: { readonly parameters: object } };

function ec2(): EC2Client {
  return new EC2Client({ region: 'eu-west-1', endpoint: gateway.wireUrl, credentials: issued });
}

async function launchServer(): Promise<string> {
  const input = {
    ImageId: 'ami-0c0ffee0000000001',
    InstanceType: 't3.micro' as const,
    MinCount: 1,
    MaxCount: 1,
    TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'mcp-server', Value: 'tickets' }] }],
  };
  const { Instances = [] } = await ec2().send(new RunInstancesCommand(input));
  return Instances[0]?.InstanceId ?? '';
}

/** The pending approval for an instance, as its approver sees it. */
async function waitingFor(instance: string, as = 'approver'): Promise<Listed> {
  for (;;) {
    const { body } = await gateway.api(as, 'GET', '/v1/approvals?for=me');
    const { items } = body as { readonly items: readonly Listed[] };
    const found = items.find(({ call }) => JSON.stringify(call.parameters).includes(instance));
    if (found !== undefined) return found;
    await delay(20);
  }
}

async function stateOf(instance: string): Promise<string> {
  const { Reservations = [] } = await ec2().send(new DescribeInstancesCommand({ InstanceIds: [instance] }));
  return Reservations[0]?.Instances?.[0]?.State?.Name ?? '';
}

const terminate = (id: string) => new TerminateInstancesCommand({ InstanceIds: [id] });

test('the approver says yes, the same waiting command finishes, and the approval does not serve a second one', async () => {
  const id = await launchServer();
  const waiting = ec2().send(terminate(id));
  const { id: approval } = await waitingFor(id);
  assert.match(await stateOf(id), /pending|running/);

  const given = await gateway.api('approver', 'POST', `/v1/approvals/${approval}/verdicts`, { verdict: 'approve' });
  const ended = await waiting;

  assert.equal(given.status, 200);
  assert.equal(ended.TerminatingInstances?.[0]?.CurrentState?.Name, 'shutting-down');
  const used = await gateway.api('engineer', 'GET', `/v1/approvals/${approval}`);
  assert.equal((used.body as Listed).state, 'used');
  const second = ec2().send(terminate(id));
  const { id: next } = await waitingFor(id);
  assert.notEqual(next, approval);
  await gateway.api('approver', 'POST', `/v1/approvals/${next}/verdicts`, { verdict: 'reject', comment: 'once is enough' });
  await assert.rejects(second, /rejected by Alex Approver: “once is enough”.*NOT EXECUTED/);
});
