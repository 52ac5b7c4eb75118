/** `@modelcontextprotocol/server-everything` behind the gateway: for clients of both eras the same as without it, apart from masks. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { parsePins, pinOf, pinsText } from '#core/protocols/mcp/pin.ts';
import { countersign, startGateway, type TestGateway } from './support/gateway.ts';
import { printed } from './support/printed.ts';

const program = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url),
);
const sandboxConfig = fileURLToPath(new URL('../../local/countersign.config.yaml', import.meta.url));
/** The only thing that the gateway tells a program of its own environment. */
const path = 'PATH=/usr/local/bin:/usr/bin:/bin';
/** Every tool of the server, with arguments that it takes; a tool that is not here fails the test. */
const calls: Readonly<Record<string, Record<string, unknown>>> = {
  echo: { message: 'hello' },
  'get-annotated-message': { messageType: 'error', includeImage: true },
  'get-env': {},
  'get-resource-links': { count: 2 },
  'get-resource-reference': { resourceType: 'Blob', resourceId: 2 },
  'get-structured-content': { location: 'New York' },
  'get-sum': { a: 2, b: 3 },
  'get-tiny-image': {},
  'gzip-file-as-resource': { name: 'a.gz', data: 'data:text/plain,hello', outputType: 'resource' },
  'simulate-research-query': { topic: 'gateways' },
  'toggle-simulated-logging': {},
  'toggle-subscriber-updates': {},
  'trigger-long-running-operation': { duration: 0.2, steps: 2 },
};
const prompts: Readonly<Record<string, Record<string, string>>> = {
  'simple-prompt': {},
  'args-prompt': { city: 'Paris', state: 'Texas' },
  'completable-prompt': { department: 'Engineering', name: 'Alice' },
  'resource-prompt': { resourceType: 'Text', resourceId: '1' },
};
const templated: Readonly<Record<string, string>> = {
  'demo://resource/dynamic/text/{resourceId}': 'demo://resource/dynamic/text/3',
  'demo://resource/dynamic/blob/{resourceId}': 'demo://resource/dynamic/blob/3',
};

let gateway: TestGateway;
let direct: LegacyClient;
before(async () => {
  gateway = await startGateway();
  direct = new LegacyClient({ name: 'test', version: '1' });
  await direct.connect(
    new StdioClientTransport({
      command: '/usr/bin/env',
      args: ['-i', path, process.execPath, program, 'stdio'],
      stderr: 'ignore',
    }) as never,
  );
});
after(async () => {
  await direct.close();
  await gateway.stop();
});

type McpClient = Pick<
  LegacyClient,
  | 'listTools'
  | 'callTool'
  | 'listPrompts'
  | 'getPrompt'
  | 'listResources'
  | 'listResourceTemplates'
  | 'readResource'
  | 'complete'
  | 'close'
>;

async function headersOf(account: string) {
  return { headers: { authorization: `Bearer ${await gateway.token(account)}` } };
}

async function legacy(account: string, path = '/mcp/everything'): Promise<McpClient> {
  const client = new LegacyClient({ name: 'test', version: '1' });
  await client.connect(
    new LegacyTransport(new URL(`${gateway.apiUrl}${path}`), { requestInit: await headersOf(account) }) as never,
  );
  return client;
}

async function modern(account: string, path = '/mcp/everything'): Promise<McpClient> {
  const client = new ModernClient({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new ModernTransport(new URL(`${gateway.apiUrl}${path}`), { requestInit: await headersOf(account) }));
  return client as unknown as McpClient;
}

/** A result without what either era says beside it, and without the time of day that the server writes into some. */
function plain(result: Record<string, unknown>): unknown {
  const { resultType: _type, _meta, ttlMs: _ttl, cacheScope: _scope, ...rest } = result;
  return JSON.parse(timeless(JSON.stringify(rest, (name, value) => (name === 'blob' ? decoded(String(value)) : value))));
}

/** Compressed bytes stay as they are. */
function decoded(blob: string): string {
  const text = Buffer.from(blob, 'base64').toString();
  return text.includes('\uFFFD') ? blob : text;
}

function timeless(text: string): string {
  return text.replaceAll(/\d{1,2}:\d\d:\d\d( [AP]M)?/g, 'then').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'its session');
}

/** The one tool that its server runs as a task alone. */
const runAsTask = 'simulate-research-query';

async function asTask(call: {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}): Promise<Record<string, unknown>> {
  for await (const message of direct.experimental.tasks.callToolStream(call))
    if (message.type === 'result') return message.result;
  return {};
}

/** `execution` is about tasks, which the gateway runs itself. */
function listed({ tools }: Awaited<ReturnType<McpClient['listTools']>>): unknown {
  return tools.map(({ execution: _execution, ...tool }) => tool);
}

for (const [era, connect] of [
  ['legacy', legacy],
  ['modern', modern],
] as const) {
  test(`for a ${era} client every tool, prompt and resource is listed and works as without the gateway`, async () => {
    const client = await connect('engineer');
    const both = async (ask: (from: McpClient) => Promise<Record<string, unknown>>) => {
      const [through, without] = await Promise.all([ask(client), ask(direct)]);
      return [plain(through), plain(without)] as const;
    };
    const tools = await client.listTools();

    assert.deepEqual(tools.tools.map(({ name }) => name).sort(), Object.keys(calls).sort());
    assert.deepEqual(listed(tools), listed(await direct.listTools()));
    for (const ask of [
      (from: McpClient) => from.listPrompts(),
      (from: McpClient) => from.listResources(),
      (from: McpClient) => from.listResourceTemplates(),
    ])
      assert.deepEqual(...(await both(ask)));
    for (const [name, args] of Object.entries(calls)) {
      const call = { name, arguments: args };
      const [through, without] = await both((from) =>
        from === direct && name === runAsTask ? asTask(call) : from.callTool(call),
      );
      assert.deepEqual(through, without, name);
    }
    const { prompts: known } = await direct.listPrompts();
    assert.deepEqual(known.map(({ name }) => name).sort(), Object.keys(prompts).sort());
    for (const [name, args] of Object.entries(prompts)) {
      const [through, without] = await both((from) => from.getPrompt({ name, arguments: args }));
      assert.deepEqual(through, without, name);
    }
    const { resources } = await direct.listResources();
    const { resourceTemplates } = await direct.listResourceTemplates();
    assert.deepEqual(resourceTemplates.map(({ uriTemplate }) => uriTemplate).sort(), Object.keys(templated).sort());
    for (const uri of [...resources.map((each) => each.uri), ...Object.values(templated)]) {
      const [through, without] = await both((from) => from.readResource({ uri }));
      assert.deepEqual(through, without, uri);
    }
    const ref = { type: 'ref/prompt', name: 'completable-prompt' } as const;
    const [completed, wanted] = await both((from) => from.complete({ ref, argument: { name: 'department', value: 'E' } }));
    assert.deepEqual(completed, wanted);
    await client.close();
  });
}

test('on the common endpoint names are prefixed, and stand beside the gateway’s own', async () => {
  const client = await modern('engineer', '/mcp');
  const { tools } = await client.listTools();
  const sum = await client.callTool({ name: 'everything__get-sum', arguments: { a: 1, b: 1 } });
  await client.close();

  const names = tools.map(({ name }) => name);
  assert.ok(names.includes('aws_read') && names.includes('everything__echo'), names.join());
  assert.match(JSON.stringify(sum), /is 2/);
});

test('a secret in a tool’s answer is masked, and one in its arguments never recorded', async () => {
  const client = await legacy('engineer');
  const key = ['AKIA', 'Q3EGRIXZQ7EXAMPL'].join('');
  const answer = await client.callTool({ name: 'echo', arguments: { message: `key ${key} end` } });
  await client.close();
  const { body } = await gateway.api('auditor', 'GET', '/v1/events?service=mcp&limit=50');

  assert.match(JSON.stringify(answer), /key \[masked:[a-z-]+\] end/);
  assert.match(JSON.stringify(body), /tools\/call/);
  assert.doesNotMatch(JSON.stringify(body), new RegExp(key));
});

test('who is in none of its groups sees none of a server’s tools, and calls none', async () => {
  const client = await legacy('auditor', '/mcp');
  const { tools } = await client.listTools();
  const hidden = await client
    .callTool({ name: 'everything__echo', arguments: { message: 'x' } })
    .catch((error: { code: number }) => error);
  await client.close();

  assert.ok(tools.every(({ name }) => !name.startsWith('everything__')));
  assert.equal((hidden as { code: number }).code, -32602);
});

test('a tool that changed since it was first seen is neither listed nor callable', async () => {
  const { dataDirectory } = gateway;
  const file = join(dataDirectory, 'mcp-first-seen.json');
  const pins = parsePins(readFileSync(file, 'utf8'));
  const { echo, ...others } = pins.everything ?? {};
  const seenBefore = pinOf({ ...echo?.definition, description: 'It said something else when it was accepted.' });
  await gateway.crash();
  writeFileSync(file, pinsText({ everything: { ...others, echo: seenBefore } }));
  gateway = await startGateway({ dataDirectory });

  const client = await legacy('engineer');
  const { tools } = await client.listTools();
  const called = await client.callTool({ name: 'echo', arguments: { message: 'x' } }).catch((error: { code: number }) => error);
  await client.close();

  assert.ok(tools.length > 5 && tools.every(({ name }) => name !== 'echo'));
  assert.equal((called as { code: number }).code, -32602);
  await printed(gateway.output, /has changed since it was accepted/);
});

test('a person sees what is withheld and why, and accepts it on the command line', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-lock-'));
  const config = join(directory, 'countersign.config.yaml');
  const cli = (...args: readonly string[]) => countersign([...args, '--as', 'engineer', '--url', gateway.apiUrl], directory);
  // What the local server puts in the places of these, the command line has no need of.
  writeFileSync(
    config,
    readFileSync(sandboxConfig, 'utf8')
      .replaceAll(/%(SANDBOX_)?PORT%/g, '4180')
      .replaceAll('%NODE%', 'node')
      .replaceAll('%ROOT%', '/'),
  );
  const lock = join(directory, 'mcp.lock.json');

  const listed = await cli('mcp', 'list');
  const different = await cli('mcp', 'diff', 'everything', 'echo');
  const pinned = await cli('mcp', 'pin', '--config', config);
  const afterPin = Object.keys(parsePins(readFileSync(lock, 'utf8')).everything ?? {});
  const accepted = await cli('mcp', 'accept', 'everything', 'echo', '--config', config);
  const unknown = await cli('mcp', 'accept', 'everything', 'nosuch', '--config', config);

  assert.match(listed.stdout, /^everything +echo +changed/m);
  assert.match(different.stdout, /everything echo has changed\n- description: It said something else .*\n\+ description: Echoes/);
  assert.match(pinned.stderr, /\d+ tool\(s\) accepted\. Commit the lock file/);
  assert.ok(afterPin.length > 5);
  assert.match(accepted.stderr, /1 tool\(s\) accepted/);
  assert.match(String(parsePins(readFileSync(lock, 'utf8')).everything?.echo?.definition.description), /^Echoes/);
  assert.match(unknown.stderr, /everything offers you no tool "nosuch"/);
  assert.equal(unknown.code, 1);
  rmSync(directory, { recursive: true });
});

test('an agent is not shown the words of a tool that nobody accepted', async () => {
  const { status, body } = await gateway.api('agent', 'GET', '/v1/mcp/tools');

  assert.equal(status, 403);
  assert.match((body as { readonly detail: string }).detail, /shown to people alone/);
});
