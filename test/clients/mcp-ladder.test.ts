/** A server's tools under policy: what is denied is not there, what is risky waits on each rung of the ladder and is done once, what changed is withheld. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { mcpConfig } from './support/mcp-config.ts';
import { type Body, contentOf, type RawMcp, type RawReply, rawMcp } from './support/mcp-raw.ts';
import { type RiskyServer, startRiskyServer } from './support/risky-server.ts';

const policy = `@id("open")
@reason("Everything is open in this test, and masked.")
permit (principal, action, resource) unless { action in CS::Action::"reveal" };

@id("risky-work")
@reason("risky work needs an approval")
@approval("production-change")
forbid (principal, action == CS::Action::"mcp:tools/call", resource == CS::McpTool::"works/risky")
unless { context.approvals.contains("production-change") };

@id("forbidden-work")
@reason("nobody does that")
forbid (principal, action == CS::Action::"mcp:tools/call", resource == CS::McpTool::"works/forbidden");
`;
const tasks = { extensions: { 'io.modelcontextprotocol/tasks': {} } };

let home: string;
let server: RiskyServer;
let gateway: TestGateway;
let mcp: RawMcp;
before(async () => {
  home = mkdtempSync(join(tmpdir(), 'countersign-ladder-'));
  server = await startRiskyServer();
  const connection = `name: works, transport: { kind: http, url: "${server.url}" }`;
  gateway = await startGateway({ configFile: mcpConfig(home, { connection, policy }) });
  mcp = rawMcp(`${gateway.apiUrl}/mcp/works`, await gateway.token('engineer'));
});
after(async () => {
  await gateway.stop();
  await server.close();
  rmSync(home, { recursive: true });
});

const risky = (work: string) => ({ name: 'risky', arguments: { work } });

async function approve(): Promise<void> {
  const { body } = await gateway.api('approver', 'GET', '/v1/approvals?for=me&state=pending');
  const [newest] = (body as { readonly items: readonly { readonly id: string }[] }).items;
  const { status } = await gateway.api('approver', 'POST', `/v1/approvals/${newest?.id}/verdicts`, { verdict: 'approve' });
  assert.equal(status, 200);
}

/** The call was paused, was done once after its approval, and its client has the answer. */
function assertDone(work: string, before: number, answer: Body | undefined): void {
  assert.equal(before, 0, 'it was done before it was approved');
  assert.equal(server.done(work), 1);
  assert.match(JSON.stringify(answer), new RegExp(`"done":"${work}"`));
}

/** Asks until something else than a wait comes back, as clients do. */
async function until(ask: () => Promise<RawReply>, isOver: (reply: RawReply) => boolean): Promise<RawReply> {
  for (let tries = 0; tries < 200; tries += 1) {
    const reply = await ask();
    if (isOver(reply)) return reply;
    await setTimeout(100);
  }
  throw new Error('it waits for ever');
}

function toolNames({ result }: RawReply): readonly unknown[] {
  const { tools = [] } = result ?? {};
  return (tools as readonly Body[]).map(({ name }) => name);
}

test('a denied tool is neither listed nor callable, in either era', async () => {
  const asked = { name: 'forbidden', arguments: { work: 'x' } };
  const lists = [await mcp.legacy('tools/list', {}), await mcp.modern('tools/list', {})];
  const calls = [await mcp.legacy('tools/call', asked), await mcp.modern('tools/call', asked)];
  const unknown = await mcp.legacy('tools/call', { ...asked, name: 'no-such-tool' });

  for (const list of lists) assert.deepEqual(toolNames(list), ['harmless', 'risky']);
  for (const { error } of calls) assert.deepEqual(error, unknown.error);
  assert.equal(server.done('x'), 0);
});

test('a tool that may wait shows no output schema, which the answer of a waiting call would break', async () => {
  const { result } = await mcp.legacy('tools/list', {});
  const { tools = [] } = result ?? {};
  const shown = (tools as readonly Body[]).find(({ name }) => name === 'risky');

  assert.ok(shown !== undefined && !('outputSchema' in shown));
});

test('as a task', async () => {
  const { result } = await mcp.modern('tools/call', risky('task'), tasks);
  const taskId = String(result?.taskId);
  const before = server.done('task');
  await approve();
  const done = await until(
    () => mcp.modern('tasks/get', { taskId }, tasks),
    (reply) => reply.result?.status !== 'working',
  );

  assert.equal(result?.resultType, 'task');
  assertDone('task', before, done.result);
});

for (const [rung, capabilities, isAsked] of [
  ['by the page', { elicitation: { url: {} } }, /"mode":"url".*"url":"[^"]+\/calls\//],
  ['by a form, without a link', { elicitation: {} }, /"mode":"form","message":"[^"]*Keep waiting\?"/],
  ['by its state alone', {}, /^\{"resultType":"input_required","requestState":"[^"]+"/],
] as const) {
  test(rung, async () => {
    const work = rung.replaceAll(/\W+/g, '-');
    const first = await mcp.modern('tools/call', risky(work), capabilities);
    const { requestState } = first.result ?? {};
    const inputResponses = { approval: { action: 'accept', content: { wait: true } } };
    const given = 'elicitation' in capabilities ? { requestState, inputResponses } : { requestState };
    const before = server.done(work);
    await approve();
    const done = await mcp.modern('tools/call', { ...risky(work), ...given }, capabilities);
    const again = await mcp.modern('tools/call', { ...risky(work), ...given }, capabilities);

    assert.match(JSON.stringify(first.result), isAsked);
    assert.doesNotMatch(rung.includes('without a link') ? JSON.stringify(first.result) : '', /https?:/);
    assertDone(work, before, done.result);
    assertDone(work, before, again.result);
  });
}

test('an old client that opens addresses is sent to the page, and its repeated call has the answer', async () => {
  const session = await mcp.open({ elicitation: { url: {} } });
  const first = await mcp.legacy('tools/call', risky('url'), session);
  const before = server.done('url');
  await approve();
  const done = await until(
    () => mcp.legacy('tools/call', risky('url'), session),
    ({ error }) => error?.code !== -32042,
  );

  assert.equal(first.error?.code, -32042);
  assertDone('url', before, done.result);
});

test('every other client is told in words, and asks for the status', async () => {
  const shared = rawMcp(`${gateway.apiUrl}/mcp`, await gateway.token('engineer'));
  const first = await shared.legacy('tools/call', { ...risky('words'), name: 'works__risky' });
  const before = server.done('words');
  await approve();
  const ask = { name: 'countersign_call_status', arguments: { call_id: contentOf(first).call_id, wait_seconds: 20 } };
  const done = await shared.legacy('tools/call', ask);

  assert.match(JSON.stringify(first.result), /NOT EXECUTED/);
  assertDone('words', before, done.result);
});

test('a state is of one call and one caller', async () => {
  const first = await mcp.modern('tools/call', risky('mine'));
  const { requestState } = first.result ?? {};
  const other = rawMcp(`${gateway.apiUrl}/mcp/works`, await gateway.token('agent'));
  const [foreign, changed, forged] = [
    await other.modern('tools/call', { ...risky('mine'), requestState }),
    await mcp.modern('tools/call', { ...risky('another'), requestState }),
    await mcp.modern('tools/call', { ...risky('mine'), requestState: `${requestState}A` }),
  ];

  for (const { error } of [foreign, changed, forged]) assert.equal(error?.code, -32602);
  assert.equal(server.done('mine') + server.done('another'), 0);
});

test('a client that drops its connection cancels nothing that was sent: the call is done once and recorded', async () => {
  const before = await ended();
  const { begun, release } = server.hold('dropped');
  const closing = new AbortController();
  const leaving = rawMcp(`${gateway.apiUrl}/mcp/works`, await gateway.token('engineer'), closing);
  const left = leaving.modern('tools/call', { name: 'harmless', arguments: { work: 'dropped' } });
  await begun;
  closing.abort();
  await assert.rejects(left);
  release();
  for (let tries = 0; tries < 200 && (await ended()) === before; tries += 1) await setTimeout(100);

  assert.equal(server.done('dropped'), 1);
  assert.equal(await ended(), before + 1);
});

/** How many calls of tools the record knows the end of. */
async function ended(): Promise<number> {
  const { body } = await gateway.api('auditor', 'GET', '/v1/events?service=mcp&operation=tools%2Fcall&limit=100');
  const { items } = body as { readonly items: readonly { readonly kind: string }[] };
  return items.filter(({ kind }) => kind === 'outcome').length;
}

test('a tool that changes while the gateway runs is withheld, and the others stay', async () => {
  server.change();
  // Lists are kept for some seconds for one token: a caller who has asked for nothing yet reads them anew.
  const other = rawMcp(`${gateway.apiUrl}/mcp/works`, await gateway.token('sre-lead'));
  const list = await other.modern('tools/list', {});
  const called = await other.modern('tools/call', { name: 'harmless', arguments: { work: 'changed' } });

  assert.deepEqual(toolNames(list), ['risky']);
  assert.equal(called.error?.code, -32602);
  assert.equal(server.done('changed'), 0);
});
