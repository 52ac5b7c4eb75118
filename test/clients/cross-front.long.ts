/** One approval, two fronts: an agent's `aws_call` and the aws CLI meet one guardrail, and an approval serves both only where the principal and the call are the same. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { awsCli, keysEnv } from './support/aws-cli.ts';
import { type Issued, startGateway, type TestGateway } from './support/gateway.ts';
import { contentOf, type RawReply, rawMcp } from './support/mcp-raw.ts';
import { onPath } from './support/on-path.ts';
import { openConfig } from './support/open-config.ts';
import { type RunningSandbox, startSandbox } from './support/sandbox.ts';

/** The guardrail of the starter policies, which there forbids agents the whole call: here theirs waits too. */
const guardrail = `@id("terminate-mcp-server")
@reason("instances tagged mcp-server serve live agents; taking one down needs an approval")
@approval("production-change")
forbid (principal, action == CS::Action::"ec2:TerminateInstances", resource)
when { resource.hasTag("mcp-server") }
unless { context.approvals.contains("production-change") };
`;

let home: string;
let sandbox: RunningSandbox;
let gateway: TestGateway;
let issued: Issued;
let ec2: EC2Client;
before(async () => {
  home = mkdtempSync(join(tmpdir(), 'countersign-fronts-'));
  sandbox = await startSandbox({ externalId: 'sandbox-external-id' });
  const configFile = openConfig(home, sandbox.url);
  writeFileSync(join(home, 'policies', 'guardrail.cedar'), guardrail);
  gateway = await startGateway({ configFile });
  issued = await gateway.issue('engineer');
  ec2 = new EC2Client({ region: 'eu-west-1', endpoint: gateway.wireUrl, credentials: issued });
});
after(async () => {
  ec2.destroy();
  await gateway.stop();
  await sandbox.stop();
  rmSync(home, { recursive: true });
});

async function launched(): Promise<string> {
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-0c0ffee0000000001',
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'mcp-server', Value: 'tickets' }] }],
    }),
  );
  return Instances[0]?.InstanceId ?? '';
}

async function stateOf(id: string): Promise<string> {
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  return Reservations[0]?.Instances?.[0]?.State?.Name ?? '';
}

async function byTool(as: string, id: string): Promise<RawReply> {
  const args = { service: 'ec2', operation: 'TerminateInstances', parameters: { InstanceIds: [id] } };
  return rawMcp(`${gateway.apiUrl}/mcp`, await gateway.token(as)).legacy('tools/call', { name: 'aws_call', arguments: args });
}

async function status(as: string, waiting: RawReply, waitSeconds: number): Promise<RawReply> {
  const args = { call_id: contentOf(waiting).call_id, wait_seconds: waitSeconds };
  const mcp = rawMcp(`${gateway.apiUrl}/mcp`, await gateway.token(as));
  return mcp.legacy('tools/call', { name: 'countersign_call_status', arguments: args });
}

/** By the aws CLI, or the SDK where there is none: what it printed. */
async function byCommand(id: string): Promise<string> {
  if (!onPath('aws')) return JSON.stringify(await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] })));
  const cli = await awsCli(['ec2', 'terminate-instances', '--instance-ids', id], keysEnv(gateway.wireUrl, issued));
  assert.equal(cli.code, 0, cli.stderr);
  return cli.stdout;
}

type Approval = {
  readonly id: string;
  readonly state: string;
  readonly requester: { readonly id: string };
  readonly policies: readonly { readonly id: string }[];
};

async function approvals(id: string): Promise<readonly Approval[]> {
  const { body } = await gateway.api('approver', 'GET', '/v1/approvals?for=me');
  return (body as { readonly items: readonly Approval[] }).items.filter((item) => JSON.stringify(item).includes(id));
}

async function verdict({ id }: Approval, which: 'approve' | 'reject'): Promise<void> {
  const given = await gateway.api('approver', 'POST', `/v1/approvals/${id}/verdicts`, { verdict: which });
  assert.equal(given.status, 200);
}

/** The command waits at the gateway too: nothing that is shown says so, but the store does. */
async function isJoined({ id }: Approval): Promise<void> {
  const store = new DatabaseSync(join(gateway.dataDirectory, 'countersign.sqlite'), { readOnly: true });
  const row = store.prepare('SELECT document FROM approval WHERE id = ?');
  for (let tries = 0; tries < 600 && !String(row.get(id)?.document).includes(`"joined":`); tries += 1) await setTimeout(100);
  store.close();
}

type Item = { readonly kind: string; readonly callId: string; readonly decision?: string };

/** What the record holds of the terminations of an instance, by the kind of event. */
async function recorded(id: string): Promise<{ readonly items: readonly Item[]; readonly text: string }> {
  const { body } = await gateway.api('auditor', 'GET', '/v1/events?service=ec2&operation=TerminateInstances&limit=100');
  const items = (body as { readonly items: readonly Item[] }).items.filter((item) => JSON.stringify(item).includes(id));
  return { items, text: JSON.stringify(items) };
}

test('what an agent’s tool asked for, the aws CLI waits for too: one approval, one execution, one answer for both', async () => {
  const id = await launched();
  const waiting = await byTool('engineer', id);
  const command = byCommand(id);
  const [asked, ...others] = await approvals(id);
  assert.ok(asked !== undefined && others.length === 0);
  await isJoined(asked);
  await verdict(asked, 'approve');
  const [printed, told] = [await command, await status('engineer', waiting, 20)];
  const after = await approvals(id);
  const { items, text } = await recorded(id);

  assert.match(JSON.stringify(waiting.result), /NOT EXECUTED.*terminate-mcp-server/);
  assert.deepEqual(
    asked.policies.map((policy) => policy.id),
    ['terminate-mcp-server'],
  );
  assert.match(printed, /shutting-down/);
  assert.match(JSON.stringify(told.result), /shutting-down/);
  assert.match(await stateOf(id), /shutting-down|terminated/);
  assert.equal(after.length, 0, 'nothing else was asked for');
  assert.equal(items.filter(({ kind }) => kind === 'outcome').length, 1, text);
});

test('an approval of one principal serves no other, though the call is the same', async () => {
  const id = await launched();
  const agents = await byTool('agent', id);
  const own = await byTool('engineer', id);
  const open = await approvals(id);
  const [byAgent, byPerson] = [open.find(isOf('dev:agent')), open.find(isOf('dev:engineer'))];
  assert.ok(byAgent !== undefined && byPerson !== undefined && byAgent.id !== byPerson.id, JSON.stringify(open));
  await verdict(byPerson, 'reject');
  const refused = await status('engineer', own, 0);
  const stillOpen = await status('agent', agents, 0);

  assert.equal(contentOf(stillOpen).status, 'awaiting-approval');
  assert.equal(refused.result?.isError, true);
  assert.match(await stateOf(id), /pending|running/);
  await verdict(byAgent, 'approve');
  assert.match(JSON.stringify((await status('agent', agents, 20)).result), /shutting-down/);
});

function isOf(principal: string): (approval: Approval) => boolean {
  return ({ requester }) => requester.id === principal;
}

test('an approval of one call serves no other of the same principal', async () => {
  const [one, other] = [await launched(), await launched()];
  const waiting = await byTool('engineer', one);
  const [asked] = await approvals(one);
  assert.ok(asked !== undefined);
  await verdict(asked, 'approve');
  assert.match(JSON.stringify((await status('engineer', waiting, 20)).result), /shutting-down/);
  const second = await byTool('engineer', other);

  assert.equal(contentOf(second).status, 'awaiting-approval');
  assert.equal((await approvals(other)).length, 1);
  assert.match(await stateOf(other), /pending|running/);
});
