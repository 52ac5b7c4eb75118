/** Answers that never came: what was done is found again, by whoever did it, and done once. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { served } from '../gateways.ts';
import { call, decideOnPage, ended, get, launch, launchServer, post, region, tool, withdrawAll } from './acting.ts';
import { agedOpenCalls, tableName } from './aged.ts';

const ofSession = /"pk":\{"S":"\d+#S#/;
const ofExecution = /"pk":\{"S":"\d+#W#/;
const ofUnowned = /"pk":\{"S":"\d+#N#/;

async function lose(role: string, of: RegExp): Promise<void> {
  (await served()).faults.next({ kind: 'lost', role, operation: 'dynamodb:PutItem', of, times: 1 });
}

const forged = {
  region,
  credentials: { accessKeyId: 'CSGNAAAAAAAAAAAAAAAA', secretAccessKey: 'x', sessionToken: 'k1.x' },
  maxAttempts: 1,
};

test('an event that was put, and whose answer was lost, is the same event', async () => {
  await withdrawAll('engineer');
  const { faults, wireUrl, issue, api, lambda } = await served();
  const roles = ['Api', 'Calls', 'Mcp', 'Wire', 'Execute', 'ApprovalsNotify', 'ApprovalsClose', 'ApprovalsPages'];
  for (const role of roles) await lose(role, ofSession);
  for (const role of ['Calls', 'Mcp', 'Wire', 'Execute']) await lose(role, ofExecution);
  for (const role of ['Api', 'Calls', 'Mcp', 'Wire']) await lose(role, ofUnowned);

  const ec2 = new EC2Client({ region, endpoint: wireUrl, credentials: await issue('engineer') });
  await ec2.send(new RunInstancesCommand(launch));
  await tool('engineer', 'aws_call', { service: 'ec2', operation: 'RunInstances', parameters: launch });
  await tool('engineer', 'aws_call', { connection: 'nowhere', service: 'ec2', operation: 'RunInstances', parameters: launch });
  const asked = await call('engineer', 'ec2', 'TerminateInstances', { InstanceIds: [await launchServer()] });
  await decideOnPage('approver', String(asked.body.approval), 'approve');
  const made = await ended('engineer', asked.body.id);
  await get('auditor', '/v1/events?limit=1');
  await api('engineer', 'POST', '/v1/credentials', { connection: 'nowhere' });
  await api('engineer', 'POST', '/v1/calls', { connection: 'nowhere', service: 'ec2', operation: 'RunInstances' });
  // One that has refused nobody of this address within the minute.
  await lambda.startCold('Wire');
  await assert.rejects(new EC2Client({ ...forged, endpoint: wireUrl }).send(new RunInstancesCommand(launch)));
  faults.clear();

  assert.equal(made.status, 'completed');
});

test('a remote detector that fails shows nothing: its reply is withheld, and the record says so', async () => {
  const { faults, output } = await served();
  const key = { TableName: 'orders', Key: { id: { S: 'by-json' } } };
  faults.next({ kind: 'failed', role: 'Calls', operation: 'comprehend:DetectPiiEntities', of: /./, times: 20 });

  const { status, body } = await call('engineer', 'dynamodb', 'GetItem', key);
  faults.clear();
  const again = await call('engineer', 'dynamodb', 'GetItem', key);

  assert.equal(status, 502, JSON.stringify(body));
  assert.match(JSON.stringify(body), /masking-failed/);
  assert.doesNotMatch(JSON.stringify(body), /7919|"Item"/);
  assert.equal(again.status, 200);
  assert.doesNotMatch(output(), /as the test asked/);
});

test('an approved call whose end could not be kept is closed by its machine, with the answer that was', async () => {
  const { faults } = await served();
  const asked = await call('engineer', 'ec2', 'TerminateInstances', { InstanceIds: [await launchServer()] });
  const of = /"pk":\{"S":"\d+#C#/;
  faults.next({ kind: 'failed', role: 'Execute', operation: 'dynamodb:PutItem', of, times: 4 });

  await post('approver', `/v1/approvals/${asked.body.approval}/verdicts`, { verdict: 'approve' });
  const made = await ended('engineer', asked.body.id);
  faults.clear();

  assert.match(String(made.status), /completed|unknown/);
});

test('an approved call of a session that was cut off meanwhile is not made', async () => {
  await withdrawAll('engineer');
  const { services } = await served();
  const asked = await call('engineer', 'ec2', 'TerminateInstances', { InstanceIds: [await launchServer()] });
  const { session } = await get('engineer', `/v1/approvals/${asked.body.approval}`);
  const key = { pk: { S: `999999999999#V#session#${session}` }, sk: { S: 'V' } };
  await services.table('PutItem', { TableName: await tableName(), Item: { ...key, revokedAt: { S: new Date().toISOString() } } });
  await lose('Execute', ofUnowned);

  await post('approver', `/v1/approvals/${asked.body.approval}/verdicts`, { verdict: 'approve' });
  const made = await ended('engineer', asked.body.id);

  assert.equal(made.status, 'refused', JSON.stringify(made));
});

test('a call whose end nobody could record is closed as unknown by the sealer', async () => {
  const { faults, stream, tick, wireUrl, issue, services, posted } = await served();
  const ec2 = new EC2Client({ region, endpoint: wireUrl, credentials: await issue('engineer'), maxAttempts: 1 });
  const of = /"kind":\{"S":"(?:outcome|unknown)"/;
  faults.next({ kind: 'failed', role: 'Wire', operation: 'dynamodb:PutItem', of, times: 50 });
  await assert.rejects(ec2.send(new RunInstancesCommand(launch)));
  faults.clear();
  await lose('Seal', ofSession);
  await stream.deliver();
  assert.ok((await agedOpenCalls()) > 0);

  await tick();
  faults.clear();

  const { items } = await get('auditor', '/v1/events?operation=RunInstances&limit=5');
  assert.match(JSON.stringify(items), /"kind":"unknown"/);
  // What the stream brought of approvals went to the bus, and to the operator's webhook.
  assert.match(JSON.stringify(services.told), /countersign\.approval\./);
  assert.ok(posted.some((line) => line.startsWith('hooks.acme.example/state')));
});

test('the first of any function to start makes the keys of pseudonyms', async () => {
  const { lambda, services } = await served();
  const TableName = await tableName();
  const Key = { pk: { S: '999999999999#P#keys' }, sk: { S: 'P' } };

  for (const name of ['Api', 'Calls', 'Mcp', 'Wire', 'ApprovalsExecute']) {
    await services.table('DeleteItem', { TableName, Key });
    await lambda.startCold(name);
    assert.ok((await services.table('GetItem', { TableName, Key })).Item !== undefined, name);
  }
});
