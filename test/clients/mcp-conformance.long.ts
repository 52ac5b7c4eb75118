/** The official conformance suite through the gateway, in front of a server by the official SDK, for both sets of requirements. */

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type RunningServer, startConformanceServer } from './support/conformance-server.ts';
import { secret, tools } from './support/conformance-tools.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { mcpConfig } from './support/mcp-config.ts';
import { contentOf, rawMcp } from './support/mcp-raw.ts';
import { startTokenProxy, type TokenProxy } from './support/token-proxy.ts';

const suite = fileURLToPath(new URL('../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url));

const inspector = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js', import.meta.url),
);

const asksClient = 'before 2026-07-28 a server asks its client on an open stream, and the gateway answers whole';
const upstreamTasks =
  'not scored (an extension): tasks are the gateway’s own, for calls that wait; those of a server are not passed on';

/** Scenarios that fail, and why. One that passes must be taken off; one that is not here must pass. */
const failing: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '2025-11-25': {
    'tools-call-sampling': asksClient,
    'tools-call-elicitation': asksClient,
    'elicitation-sep1034-defaults': asksClient,
    'elicitation-sep1330-enums': asksClient,
  },
  '2026-07-28': {
    'tasks-lifecycle': upstreamTasks,
    'tasks-capability-negotiation': upstreamTasks,
    'tasks-wire-fields': upstreamTasks,
    'tasks-request-state-removal': upstreamTasks,
    'tasks-mrtr-input': upstreamTasks,
    'tasks-request-headers': upstreamTasks,
    'tasks-dispatch-and-envelope': upstreamTasks,
    'tasks-required-task-error': upstreamTasks,
    'tasks-mrtr-composition': upstreamTasks,
  },
};
/** How many scenarios each set runs: a suite that ends early has not passed. */
const scenarios: Readonly<Record<string, number>> = { '2025-11-25': 33, '2026-07-28': 50 };

let home: string;
let server: RunningServer;
let gateway: TestGateway;
let proxy: TokenProxy;
let token: string;
before(async () => {
  home = mkdtempSync(join(tmpdir(), 'countersign-conformance-'));
  server = await startConformanceServer();
  const connection = `name: fixture, transport: { kind: http, url: "${server.url}" }, relays: [elicitation, sampling, roots]`;
  gateway = await startGateway({ configFile: mcpConfig(home, { connection }) });
  token = await gateway.token('engineer');
  proxy = await startTokenProxy(`${gateway.apiUrl}/mcp/fixture`, token);
});
after(async () => {
  await proxy.close();
  await gateway.stop();
  await server.close();
  rmSync(home, { recursive: true });
});

type Check = { readonly id: string; readonly status: string; readonly errorMessage?: string };
/** Each scenario's checks that did not pass; warnings count. */
type Unmet = ReadonlyMap<string, readonly Check[]>;

let runs = 0;

async function run(...which: readonly string[]): Promise<Unmet> {
  const results = join(home, `run-${++runs}`);
  const args = [suite, 'server', '--url', proxy.url, '--output-dir', results, ...which];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  await once(child, 'close');
  return new Map(
    readdirSync(results).map((directory) => {
      const [, scenario = directory] = /^server-(.+)-\d{4}-\d{2}-\d{2}T[\d-]+Z$/.exec(directory) ?? [];
      const checks: readonly Check[] = JSON.parse(readFileSync(join(results, directory, 'checks.json'), 'utf8'));
      return [scenario, checks.filter(({ status }) => status === 'FAILURE' || status === 'WARNING')];
    }),
  );
}

/** The suite gives some answers 600 ms: on a machine that is busy, what failed without being expected to is run again, alone. */
async function persisting(scenario: string, first: readonly Check[], revision: string): Promise<readonly Check[]> {
  let unmet = first;
  for (let again = 0; again < mostRepeats && unmet.length > 0; again += 1) {
    const repeated = await run('--scenario', scenario, '--spec-version', revision);
    unmet = repeated.get(scenario) ?? first;
  }
  return unmet;
}

const mostRepeats = 3;

for (const [revision, expected] of Object.entries(failing)) {
  test(`the requirements of ${revision} are met, but for ${Object.keys(expected).length} scenarios whose reasons are given`, async () => {
    const ran = await run('--requirements', revision);
    const unmet: [string, readonly Check[]][] = [];
    for (const [scenario, checks] of ran)
      unmet.push([scenario, scenario in expected ? checks : await persisting(scenario, checks, revision)]);
    const left = unmet.filter(([, checks]) => checks.length > 0);
    const told = left.flatMap(([scenario, checks]) =>
      checks.map(({ id, errorMessage = '' }) => `${scenario}: ${id}: ${errorMessage}`),
    );

    assert.equal(ran.size, scenarios[revision]);
    assert.deepEqual(left.map(([scenario]) => scenario).sort(), Object.keys(expected).sort(), told.join('\n'));
  });
}

const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'a=b', baggage: 'c=d' };

for (const era of ['legacy', 'modern'] as const) {
  test(`a ${era} client’s trace context reaches the server, and nothing else that it says beside the arguments`, async () => {
    const _meta = { ...trace, 'example.com/own': 'x', progressToken: 'mine' };
    const reply = await rawMcp(`${gateway.apiUrl}/mcp/fixture`, token)[era]('tools/call', {
      name: 'meta_of_request',
      arguments: {},
      _meta,
    });
    const { progressToken, ...passed } = contentOf(reply);

    assert.deepEqual(passed, trace);
    assert.ok(progressToken !== undefined && progressToken !== 'mine');
  });

  test(`a ${era} client that asks for progress has it before its answer, under its own token`, async () => {
    const mcp = rawMcp(`${gateway.apiUrl}/mcp/fixture`, token);
    const call = { name: 'test_tool_with_progress', arguments: {} };
    const asked = await mcp[era]('tools/call', { ...call, _meta: { progressToken: 'mine' } });
    const silent = await mcp[era]('tools/call', call);

    assert.deepEqual(
      asked.notifications.map(({ params }) => params),
      [0, 50, 100].map((progress) => ({ progressToken: 'mine', progress, total: 100, message: `${progress} of 100` })),
    );
    assert.deepEqual(silent.notifications, []);
  });

  test(`a ${era} client has a list of several pages in one, and may not turn to another`, async () => {
    const mcp = rawMcp(`${gateway.apiUrl}/mcp/fixture`, token);
    const { result } = await mcp[era]('tools/list', {});
    const { error } = await mcp[era]('tools/list', { cursor: 'x' });

    const { tools: listed = [], nextCursor } = result ?? {};
    assert.deepEqual([(listed as readonly object[]).length, nextCursor], [Object.keys(tools).length, undefined]);
    assert.equal(error?.code, -32602);
    assert.deepEqual([result?.ttlMs, result?.cacheScope], era === 'modern' ? [60_000, 'private'] : [undefined, undefined]);
  });
}

test('a secret is masked in progress, in log messages, in a question, in text and in structure', async () => {
  const mcp = rawMcp(`${gateway.apiUrl}/mcp/fixture`, token);
  const _meta = { progressToken: 'p', 'io.modelcontextprotocol/logLevel': 'info' };
  const call = { name: 'tell_secret', arguments: {}, _meta };
  const asked = await mcp.modern('tools/call', call, { elicitation: {} });
  const inputResponses = { ask: { action: 'accept', content: { answer: 'yes' } } };
  const told = await mcp.modern('tools/call', { ...call, inputResponses }, { elicitation: {} });

  assert.deepEqual([asked.notifications.length, told.notifications.length], [2, 2]);
  assert.equal(asked.result?.resultType, 'input_required');
  for (const reply of [asked, told]) {
    assert.match(JSON.stringify(reply), /\[masked:/);
    assert.ok(!JSON.stringify(reply).includes(secret));
  }
});

test('the official client is asked a server’s question, as the server’s, and its one call has the answer', async () => {
  const asked: string[] = [];
  const client = new Client(
    { name: 'test', version: '1' },
    { versionNegotiation: { mode: 'auto' }, capabilities: { elicitation: { form: {} } } },
  );
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    asked.push(params.message);
    return { action: 'accept', content: { name: 'Alice' } };
  });
  const headers = { authorization: `Bearer ${token}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${gateway.apiUrl}/mcp/fixture`), { requestInit: { headers } }));
  const done = await client.callTool({ name: 'test_input_required_result_elicitation', arguments: {} });
  await client.close();

  assert.deepEqual(asked, ['MCP server "fixture" asks: What is your name?']);
  assert.match(JSON.stringify(done.content), /Hello, Alice!/);
});

for (const era of ['legacy', 'modern']) {
  test(`the Inspector’s command line calls a tool in its ${era} era`, async () => {
    const server = [
      '--cli',
      `${gateway.apiUrl}/mcp/fixture`,
      '--transport',
      'http',
      '--header',
      `Authorization: Bearer ${token}`,
    ];
    const call = ['--protocol-era', era, '--method', 'tools/call', '--tool-name', 'test_simple_text'];
    const { stdout } = await promisify(execFile)(process.execPath, [inspector, ...server, ...call]);

    assert.match(stdout, /This is a simple text response for testing\./);
  });
}
