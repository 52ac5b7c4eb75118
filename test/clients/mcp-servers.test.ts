/** `@modelcontextprotocol/server-everything` behind the gateway: for clients of both eras the same as without it, apart from masks. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { parsePins, pinOf, pinsText } from '#core/protocols/mcp/pin.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';

const program = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url),
);
const calls: readonly (readonly [string, Record<string, unknown>])[] = [
  ['echo', { message: 'hello' }],
  ['get-sum', { a: 2, b: 3 }],
  ['get-annotated-message', { messageType: 'success', includeImage: false }],
  ['get-structured-content', { location: 'New York' }],
  ['get-tiny-image', {}],
  ['get-resource-links', { count: 2 }],
  ['trigger-long-running-operation', { duration: 0.2, steps: 2 }],
];

let gateway: TestGateway;
let direct: LegacyClient;
before(async () => {
  gateway = await startGateway();
  direct = new LegacyClient({ name: 'test', version: '1' });
  await direct.connect(
    new StdioClientTransport({ command: process.execPath, args: [program, 'stdio'], stderr: 'ignore' }) as never,
  );
});
after(async () => {
  await direct.close();
  await gateway.stop();
});

type McpClient = Pick<
  LegacyClient,
  'listTools' | 'callTool' | 'listPrompts' | 'getPrompt' | 'listResources' | 'readResource' | 'close'
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

/** What either era says of a result besides the result. */
function plain({ resultType: _type, _meta, ...result }: Record<string, unknown>): Record<string, unknown> {
  return result;
}

for (const [era, connect] of [
  ['legacy', legacy],
  ['modern', modern],
] as const) {
  test(`a ${era} client calls tools, gets prompts and reads resources as without the gateway`, async () => {
    const client = await connect('engineer');
    const { tools } = await client.listTools();
    const { prompts } = await client.listPrompts();
    const { resources } = await client.listResources();
    const names = (await direct.listTools()).tools.map(({ name }) => name);

    assert.ok(tools.length >= 10 && tools.every(({ name }) => names.includes(name)), tools.map(({ name }) => name).join());
    assert.deepEqual(
      prompts.map(({ name }) => name),
      (await direct.listPrompts()).prompts.map(({ name }) => name),
    );
    for (const [name, args] of calls) {
      const [through, without] = [
        await client.callTool({ name, arguments: args }),
        await direct.callTool({ name, arguments: args }),
      ];
      assert.deepEqual(plain(through), plain(without), name);
    }
    assert.deepEqual(
      plain(await client.getPrompt({ name: 'simple-prompt' })),
      plain(await direct.getPrompt({ name: 'simple-prompt' })),
    );
    const uri = resources[0]?.uri ?? '';
    assert.deepEqual(plain(await client.readResource({ uri })).contents, plain(await direct.readResource({ uri })).contents);
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
  assert.match(gateway.output(), /has changed since it was accepted/);
});
