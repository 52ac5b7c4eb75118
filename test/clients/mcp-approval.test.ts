/** Each rung of the approval ladder over MCP, with raw requests and with the official client: the call pauses, and completes exactly once. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { type Body, contentOf, type RawMcp, rawMcp } from './support/mcp-raw.ts';

let gateway: TestGateway;
let token: string;
let mcp: RawMcp;
before(async () => {
  gateway = await startGateway();
  token = await gateway.token('engineer');
  mcp = rawMcp(`${gateway.apiUrl}/mcp`, token);
});
after(() => gateway.stop());

const tasks = { 'io.modelcontextprotocol/tasks': {} };

async function aws(operation: string, parameters: Body): Promise<Body> {
  const asked = { connection: 'sandbox', service: 'ec2', operation, parameters };
  const { body } = await gateway.api('engineer', 'POST', '/v1/calls', asked);
  return (body as { readonly response: Body }).response;
}

/** An instance under the guardrail on MCP servers. */
async function launched(): Promise<string> {
  const tags = [{ ResourceType: 'instance', Tags: [{ Key: 'mcp-server', Value: 'tickets' }] }];
  const { Instances } = await aws('RunInstances', {
    ImageId: 'ami-0c0ffee0000000001',
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    TagSpecifications: tags,
  });
  return (Instances as readonly { readonly InstanceId: string }[])[0]?.InstanceId ?? '';
}

async function stateOf(instance: string): Promise<string> {
  const { Reservations } = await aws('DescribeInstances', { InstanceIds: [instance] });
  return /"Name":"([a-z-]+)"/.exec(JSON.stringify(Reservations))?.[1] ?? 'none';
}

async function terminate(): Promise<{ readonly instance: string; readonly params: Body }> {
  const instance = await launched();
  const args = { service: 'ec2', operation: 'TerminateInstances', parameters: { InstanceIds: [instance] }, reason: 'it is old' };
  return { instance, params: { name: 'aws_call', arguments: args } };
}

async function approve(verdict: 'approve' | 'reject' = 'approve'): Promise<void> {
  const { body } = await gateway.api('approver', 'GET', '/v1/approvals?for=me&state=pending');
  const [newest] = (body as { readonly items: readonly { readonly id: string }[] }).items;
  const { status } = await gateway.api('approver', 'POST', `/v1/approvals/${newest?.id}/verdicts`, { verdict, comment: 'seen' });
  assert.equal(status, 200);
}

/** How often the instance was really terminated: intents of the record. */
async function executions(instance: string): Promise<number> {
  const { body } = await gateway.api('auditor', 'GET', '/v1/events?operation=TerminateInstances&limit=100');
  const items = (body as { readonly items: readonly object[] }).items;
  return items.filter((item) => JSON.stringify(item).includes(instance) && /"kind":"outcome"/.test(JSON.stringify(item))).length;
}

test('in words: the client is told not to repeat it, asks for the status, and gets the result of the one execution', async () => {
  const { instance, params } = await terminate();

  const asked = await mcp.legacy('tools/call', params);
  const { status, call_id } = contentOf(asked);
  const waiting = await mcp.legacy('tools/call', { name: 'countersign_call_status', arguments: { call_id } });
  await approve();
  const done = await mcp.legacy('tools/call', { name: 'countersign_call_status', arguments: { call_id, wait_seconds: 20 } });

  assert.equal(status, 'awaiting-approval');
  assert.match(JSON.stringify(asked.result), /NOT EXECUTED/);
  assert.match(JSON.stringify(waiting.result), /waits for an approval by group:prod-approvers/);
  assert.match(JSON.stringify(done.result?.structuredContent), /shutting-down/);
  assert.equal(await executions(instance), 1);
});

test('as a task: it works while it waits, and holds the result once it is approved', async () => {
  const { instance, params } = await terminate();
  const can = { extensions: tasks };

  const { result: task } = await mcp.modern('tools/call', params, can);
  const { taskId } = task as Body;
  const working = await mcp.modern('tasks/get', { taskId }, can);
  const undeclared = await mcp.modern('tasks/get', { taskId });
  const foreign = await mcp.modern('tasks/get', { taskId: `${String(taskId).slice(0, -1)}x` }, can);
  await approve();
  let done = await mcp.modern('tasks/get', { taskId }, can);
  for (let tries = 0; tries < 100 && done.result?.status === 'working'; tries += 1)
    done = await mcp.modern('tasks/get', { taskId }, can);
  const late = await mcp.modern('tasks/cancel', { taskId }, can);

  assert.deepEqual([task?.resultType, task?.status], ['task', 'working']);
  assert.deepEqual([working.result?.resultType, working.result?.status], ['complete', 'working']);
  assert.deepEqual([undeclared.status, undeclared.error?.code], [400, -32021]);
  assert.equal(foreign.error?.code, -32602);
  assert.equal(done.result?.status, 'completed');
  assert.match(JSON.stringify(done.result?.result), /shutting-down/);
  assert.deepEqual(late.result, { resultType: 'complete' });
  assert.equal(await executions(instance), 1);
});

test('by the page: the official client shows its address, comes back, and its one call returns the result', async () => {
  const { instance, params } = await terminate();
  const shown: string[] = [];
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode: 'auto' }, capabilities: { elicitation: { url: {} } } },
  );
  client.setRequestHandler('elicitation/create', async (request) => {
    shown.push((request.params as { readonly url: string }).url);
    if (shown.length === 1) await approve();
    return { action: 'accept' };
  });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${gateway.apiUrl}/mcp`), { requestInit: { headers } }));

  const done = await client.callTool(params as never);
  await client.close();

  assert.match(shown[0] ?? '', /\/calls\/[0-9A-Z]{26}$/);
  assert.match(JSON.stringify(done.structuredContent), /shutting-down/);
  assert.equal(await executions(instance), 1);
});

test('by coming back: the state is of this call and this caller, and a declined one is only not waited for', async () => {
  const { instance, params } = await terminate();

  const first = await mcp.modern('tools/call', params);
  const { requestState } = first.result as Body;
  const other = await mcp.modern('tools/call', {
    ...params,
    arguments: { ...(params.arguments as Body), region: 'us-east-1' },
    requestState,
  });
  const declined = await mcp.modern('tools/call', {
    ...params,
    requestState,
    inputResponses: { approval: { action: 'decline' } },
  });
  const held = mcp.modern('tools/call', { ...params, requestState });
  await approve();
  const done = await held;

  assert.deepEqual(
    Object.keys(first.result ?? {})
      .filter((name) => name !== '_meta')
      .sort(),
    ['requestState', 'resultType'],
  );
  assert.equal(other.error?.code, -32602);
  assert.match(JSON.stringify(declined.result), /stopped waiting/);
  assert.match(JSON.stringify(done.result), /shutting-down/);
  assert.equal(await executions(instance), 1);
});

test('a legacy client that opens addresses gets the error for it', async () => {
  const { params } = await terminate();
  const capabilities = { elicitation: { url: {} } };

  const session = await mcp.open(capabilities);
  const asked = await mcp.legacy('tools/call', params, session);

  assert.equal(asked.error?.code, -32042);
  assert.match(JSON.stringify(asked.error?.data), /"mode":"url".*\/calls\//);
});

test('a rejected call is told with the approver’s words, and was not made; one taken back neither', async () => {
  const [rejected, cancelled] = [await terminate(), await terminate()];

  const first = await mcp.legacy('tools/call', rejected.params);
  const { call_id } = contentOf(first);
  await approve('reject');
  const told = await mcp.legacy('tools/call', { name: 'countersign_call_status', arguments: { call_id } });
  const second = await mcp.legacy('tools/call', cancelled.params);
  const { call_id: mine } = contentOf(second);
  const taken = await mcp.legacy('tools/call', { name: 'countersign_call_cancel', arguments: { call_id: mine } });

  assert.match(JSON.stringify(told.result), /seen/);
  assert.equal(told.result?.isError, true);
  assert.equal(contentOf(taken).status, 'cancelled');
  assert.deepEqual([await stateOf(rejected.instance), await stateOf(cancelled.instance)], ['running', 'running']);
});
