/** A call that waits for its approval, with unmodified clients: the same waiting command finishes, and no other does; approval-killed.long.ts kills the gateway meanwhile. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { countersign, type Issued, startGateway, type TestGateway } from './support/gateway.ts';
import { onPath } from './support/on-path.ts';

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
    await delay(100);
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

test('the command line of approvals: the inbox, one approval, a verdict', async () => {
  const home = mkdtempSync(join(tmpdir(), 'countersign-home-'));
  const as = (name: string, ...args: readonly string[]) => countersign([...args, '--as', name, '--url', gateway.apiUrl], home);
  const id = await launchServer();
  const waiting = ec2().send(terminate(id));
  const { id: approval } = await waitingFor(id);

  const list = await as('approver', 'approvals', 'list');
  const shown = await as('approver', 'approvals', 'show', approval);
  const own = await as('engineer', 'approvals', 'approve', approval);
  const stranger = await as('auditor', 'approvals', 'approve', approval);
  const given = await as('approver', 'approvals', 'approve', approval, '--comment', 'as agreed');

  assert.match(list.stdout, new RegExp(`${approval}.*pending.*ec2:TerminateInstances.*Erin Engineer`));
  assert.match(shown.stdout, new RegExp(`parameters.*${id}`));
  assert.match(shown.stdout, /asked +group:prod-approvers/);
  assert.match(shown.stdout, /now +State\.Name: “(?:pending|running)”/);
  assert.deepEqual([own.code, stranger.code, given.code], [1, 1, 0], given.stderr);
  assert.match(own.stderr, /somebody else must decide/);
  assert.match(stranger.stderr, /no such approval/);
  assert.match(given.stderr, /is approved/);
  await waiting;
  rmSync(home, { recursive: true });
});

test('exec waits through the approval, and says who is asked', {
  skip: onPath('aws') ? false : 'no aws CLI on PATH',
}, async () => {
  const home = mkdtempSync(join(tmpdir(), 'countersign-home-'));
  const id = await launchServer();
  const command = ['aws', 'ec2', 'terminate-instances', '--instance-ids', id];
  const running = countersign(
    ['exec', '--connection', 'sandbox', '--as', 'engineer', '--url', gateway.apiUrl, '--', ...command],
    home,
  );
  const { id: approval } = await waitingFor(id);
  await delay(3000);
  await gateway.api('approver', 'POST', `/v1/approvals/${approval}/verdicts`, { verdict: 'approve' });

  const { stdout, stderr, code } = await running;

  assert.equal(code, 0, stderr);
  assert.match(stdout, /shutting-down/);
  assert.match(stderr, new RegExp(`ec2:TerminateInstances waits for group:prod-approvers since .*/approvals/${approval}`));
  rmSync(home, { recursive: true });
});

test('no token but a person’s own fresh one gives a verdict, and looking changes nothing', async () => {
  const id = await launchServer();
  const waiting = ec2().send(terminate(id));
  const { id: approval } = await waitingFor(id);
  const path = `/v1/approvals/${approval}/verdicts`;

  const refused = await Promise.all(
    ['agent', 'ci', 'engineer', 'auditor'].map((name) => gateway.api(name, 'POST', path, { verdict: 'approve' })),
  );
  const looked = await Promise.all(
    ['GET', 'HEAD', 'PUT'].map(async (method) => {
      const headers = { authorization: `Bearer ${await gateway.token('approver')}` };
      return (await fetch(`${gateway.apiUrl}${path}`, { method, headers })).status;
    }),
  );
  const malformed = await gateway.api('approver', 'POST', path, { verdict: 'yes' });

  assert.ok(
    refused.every(({ status }) => status === 401 || status === 403 || status === 404),
    JSON.stringify(refused.map(({ status }) => status)),
  );
  assert.deepEqual(looked, [404, 404, 404]);
  assert.equal(malformed.status, 400);
  const { body } = await gateway.api('engineer', 'GET', `/v1/approvals/${approval}`);
  assert.equal((body as Listed).state, 'pending');
  await gateway.api('engineer', 'POST', `/v1/approvals/${approval}/cancel`, {});
  await assert.rejects(waiting, /cancelled: by Erin Engineer/);
});
