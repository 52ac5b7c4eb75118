/** Approvals through every front and on their pages, with Step Functions between the functions. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateTagsCommand, EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { contentOf } from '#test/clients/support/mcp-raw.ts';
import { pageBrowser } from '#test/clients/support/page-browser.ts';
import { served } from '../gateways.ts';
import {
  approvals,
  call,
  decideOnPage,
  ended,
  get,
  launchServer,
  post,
  region,
  tool,
  until,
  upstreamEc2,
  withdrawAll,
} from './acting.ts';
import { agedApproval } from './aged.ts';

const terminate = (instance: string) => new TerminateInstancesCommand({ InstanceIds: [instance] });

async function wire(as: string): Promise<EC2Client> {
  const { wireUrl, issue } = await served();
  return new EC2Client({ region, endpoint: wireUrl, credentials: await issue(as), maxAttempts: 1 });
}

async function newest(): Promise<string> {
  return (await approvals('engineer', 'for=mine&state=pending'))[0]?.id ?? '';
}

test('a command of the wire is approved on the page, and runs when it is repeated', async () => {
  await withdrawAll('engineer');
  const [ec2, instance] = [await wire('engineer'), await launchServer()];

  await assert.rejects(ec2.send(terminate(instance)), /approvals\//);
  const page = await decideOnPage('approver', await newest(), 'approve');
  const { TerminatingInstances } = await ec2.send(terminate(instance));

  assert.match(page, /is approved/);
  assert.equal(TerminatingInstances?.[0]?.CurrentState?.Name, 'shutting-down');
});

test('a stored call is rejected on the page, and its own page says so to whoever asked', async () => {
  const { apiUrl } = await served();
  const asked = await call('engineer', 'ec2', 'TerminateInstances', { InstanceIds: [await launchServer()] });

  await decideOnPage('approver', String(asked.body.approval), 'reject');
  const { status, error } = await ended('engineer', asked.body.id);
  const browser = pageBrowser({ apiUrl }, `/calls/${asked.body.id}`);
  await browser.open(await browser.signIn('engineer'));
  const page = await browser.open(`/calls/${asked.body.id}`);

  assert.equal(status, 'refused');
  assert.match(JSON.stringify(error), /approval-rejected/);
  assert.equal(page.status, 200);
  assert.match(page.text, /rejected/);
});

test('what comes to need more people than were asked is not made with what was approved, whoever notices', async () => {
  await withdrawAll('engineer');
  const [ofWire, ofJson, ofMcp, ofMachine] = [
    await launchServer(),
    await launchServer(),
    await launchServer(),
    await launchServer(),
  ];
  const ec2 = await wire('engineer');
  const asTool = (instance: string) => {
    const parameters = { InstanceIds: [instance] };
    return tool('engineer', 'aws_call', { service: 'ec2', operation: 'TerminateInstances', parameters });
  };
  const critical = (instance: string) =>
    upstreamEc2().send(new CreateTagsCommand({ Resources: [instance], Tags: [{ Key: 'critical', Value: 'yes' }] }));
  await assert.rejects(ec2.send(terminate(ofWire)), /approvals\//);
  const byWire = await newest();
  const byJson = await call('engineer', 'ec2', 'TerminateInstances', { InstanceIds: [ofJson] });
  const { call_id } = contentOf(await asTool(ofMcp));
  const byMcp = await newest();
  const byMachine = await call('engineer', 'ec2', 'TerminateInstances', { InstanceIds: [ofMachine] });
  await until(async () => {
    const waiting = await approvals('approver', 'for=me&state=pending');
    return waiting.length >= 4 ? true : undefined;
  });
  for (const instance of [ofWire, ofJson, ofMcp, ofMachine]) await critical(instance);

  await assert.rejects(ec2.send(terminate(ofWire)), /approvals\//);
  await call('engineer', 'ec2', 'TerminateInstances', { InstanceIds: [ofJson] });
  await asTool(ofMcp);
  const told = contentOf(await tool('engineer', 'countersign_call_status', { call_id }));
  await post('approver', `/v1/approvals/${byMachine.body.approval}/verdicts`, { verdict: 'approve' });
  const made = await ended('engineer', byMachine.body.id);

  for (const id of [byWire, byJson.body.approval, byMcp]) {
    assert.equal((await get('engineer', `/v1/approvals/${id}`)).state, 'cancelled', String(id));
  }
  assert.notEqual(made.status, 'completed');
  assert.match(JSON.stringify(told), /cancelled/);
  await withdrawAll('engineer');
});

test('approvers are reminded when their requester asks for it', async () => {
  const { posted } = await served();
  const asked = await call('engineer', 'ec2', 'TerminateInstances', { InstanceIds: [await launchServer()] });
  const id = String(asked.body.approval);
  await until(() => agedApproval(id));
  const before = posted.length;

  await post('engineer', `/v1/approvals/${id}/nudge`);

  assert.ok(posted.length > before);
  await withdrawAll('engineer');
});

test('a break-glass session is told of, and ends when it is called misuse on its page', async () => {
  const { wireUrl, api } = await served();
  const asked = { connection: 'sandbox', reason: 'the site is down, INC-4711', breakGlass: true };
  const opened = await api('sre-lead', 'POST', '/v1/credentials', asked);
  const { accessKeyId, secretAccessKey, sessionToken } = opened.body as Record<string, string>;
  assert.equal(opened.status, 200, JSON.stringify(opened.body));
  const credentials = {
    accessKeyId: accessKeyId ?? '',
    secretAccessKey: secretAccessKey ?? '',
    sessionToken: sessionToken ?? '',
  };
  const ec2 = new EC2Client({ region, endpoint: wireUrl, credentials, maxAttempts: 1 });
  const plain = new CreateTagsCommand({ Resources: ['i-0c0ffee0c0ffee001'], Tags: [{ Key: 'incident', Value: '4711' }] });
  await ec2.send(plain).catch((error: Error) => assert.match(error.message, /countersign|approval/i));
  const owed = await until(async () => (await approvals('approver', 'for=me&state=pending'))[0]);

  await decideOnPage('approver', owed.id, 'reject');

  const { lambda } = await served();
  await lambda.settled();
  await delay(5000);
  await assert.rejects(ec2.send(plain), /not accepted/);
});

test('a session is cut off by its own person', async () => {
  const { issue, api } = await served();
  const { sessionId } = await issue('sre-lead');

  const { status } = await api('sre-lead', 'POST', `/v1/sessions/${sessionId}/revoke`, {});

  assert.equal(status, 200);
});
