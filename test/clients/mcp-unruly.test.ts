/** What a broken or hostile MCP server, or client, does costs it a clear error: nothing is lost, and the gateway lives. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { mcpConfig } from './support/mcp-config.ts';
import { type RawMcp, type RawReply, rawMcp } from './support/mcp-raw.ts';
import { misbehaving, startUnrulyServer, type UnrulyServer } from './support/unruly-server.ts';

let home: string;
let server: UnrulyServer;
let gateway: TestGateway;
let token: string;
let mcp: RawMcp;
before(async () => {
  home = mkdtempSync(join(tmpdir(), 'countersign-unruly-'));
  server = await startUnrulyServer();
  const connection = `name: unruly, era: legacy, timeoutSeconds: 1, transport: { kind: http, url: "${server.url}" }`;
  gateway = await startGateway({ configFile: mcpConfig(home, { connection }) });
  token = await gateway.token('engineer');
  mcp = rawMcp(`${gateway.apiUrl}/mcp/unruly`, token);
});
after(async () => {
  await gateway.stop();
  await server.close();
  rmSync(home, { recursive: true });
});

const call = (name: string, by: RawMcp = mcp) => by.modern('tools/call', { name, arguments: {} });

function textOf({ result }: RawReply): string {
  const { isError, content } = (result ?? {}) as {
    readonly isError?: boolean;
    readonly content?: readonly { readonly text: string }[];
  };
  assert.equal(isError, true, JSON.stringify(result));
  return content?.[0]?.text ?? '';
}

const words: Readonly<Record<string, RegExp>> = {
  hang: /"unruly" was asked, and its answer was lost \(time-out\).*Look there before you repeat it/,
  flood: /The answer of MCP server "unruly" is over \d+ bytes/,
  redirect: /sends the gateway elsewhere, which is not followed/,
  lie: /"unruly" answered otherwise than the outputSchema of its tool says.*count.*The call was made/s,
  garble: /withheld|cannot be read/i,
  mistake: /withheld|cannot be read/i,
  nest: /withheld|cannot be read/i,
  'break-off': /its answer was lost/,
  fail: /it answered 500/,
};

test('every way in which a server misbehaves has its sentence, and its caller’s next call works', async () => {
  assert.deepEqual(Object.keys(words).toSorted(), misbehaving.toSorted());
  for (const [index, name] of misbehaving.entries()) {
    const reply = await call(name);
    assert.match(textOf(reply), words[name] ?? /^$/, name);
    assert.doesNotMatch(JSON.stringify(reply), /hunter2|169\.254/, name);
    // Five failures in a row would have the server left alone.
    const { result } = await call('harmless');
    assert.match(JSON.stringify(result), /done/, `${index} ${name}`);
  }
});

test('each of these calls has its outcome in the record, and what may have been done is unknown', async () => {
  const { body } = await gateway.api('engineer', 'GET', '/v1/events?operation=tools/call&limit=200');
  const { items } = body as { readonly items: readonly { readonly kind: string; readonly outcome: string }[] };
  const count = (outcome: string) => items.filter((item) => item.kind === 'outcome' && item.outcome === outcome).length;

  // A harmless call after each; a server that lies has answered all the same.
  assert.equal(items.length, 2 * misbehaving.length);
  assert.equal(count('success'), misbehaving.length + 1);
  assert.equal(count('unknown'), 2);
  assert.equal(count('failure'), misbehaving.length - 3);
});

test('a tool whose description speaks to the model is not shown', async () => {
  const { result } = await mcp.modern('tools/list', {});
  const names = ((result?.tools ?? []) as readonly { readonly name: string }[]).map(({ name }) => name);

  assert.ok(names.includes('harmless'));
  assert.ok(!names.includes('poisoned'));
  assert.equal((await call('poisoned')).error?.code, -32602);
});

test('a server that fails five times in a row is left alone, and its caller is told until when', async () => {
  for (let failure = 0; failure < 5; failure += 1) await call('fail');

  assert.match(textOf(await call('harmless')), /failed your last 5 calls, so it is asked nothing until 2\d{3}-/);
  const other = rawMcp(`${gateway.apiUrl}/mcp/unruly`, await gateway.token('agent'));
  assert.match(JSON.stringify((await call('harmless', other)).result), /done/);
});

test('what a client sends wrongly is refused in JSON-RPC, whatever it is', async () => {
  const send = async (body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) => {
    const reply = await fetch(`${gateway.apiUrl}/mcp`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body,
    });
    const text = await reply.text();
    return { status: reply.status, code: text.startsWith('{') ? JSON.parse(text).error?.code : undefined };
  };
  const ping = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });
  const unknown = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/destroy' });
  const deep = `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
  const twice = '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/list"}';

  assert.equal((await send('{')).code, -32700);
  assert.equal((await send(deep)).code, -32700);
  assert.equal((await send(twice)).code, -32700);
  assert.equal((await send(Uint8Array.of(0x7b, 0xff, 0x7d))).code, -32700);
  assert.equal((await send(`[${ping}]`)).code, -32600);
  assert.equal((await send(unknown)).code, -32601);
  assert.ok((await send(ping, { 'mcp-protocol-version': '1999-01-01' })).code < 0);
  assert.ok((await send(ping, { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' })).code < 0);
  assert.equal((await send(`{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"${'x'.repeat(7_000_000)}"}}`)).status, 413);
  assert.deepEqual(await send(ping), { status: 200, code: undefined });
});
