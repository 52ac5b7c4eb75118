import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Header } from '../../http.ts';
import type { Json } from '../../model.ts';
import type { Asked } from './asked.ts';
import { type JsonObject, objectIn, succeeded } from './rpc.ts';
import { serveMcp } from './serve.ts';

const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
const seen: Asked[] = [];
const session = { key: Buffer.alloc(32, 7), principal: 'dev:engineer', nowSeconds: 1_000_000 };
const serving = {
  serverInfo: { name: 'countersign', version: '1' },
  instructions: 'Ask.',
  methods: new Map([
    [
      'tools/list',
      async (asked: Asked) => {
        seen.push(asked);
        return succeeded({ tools: [] });
      },
    ],
    ['tools/call', async () => succeeded({ content: [], resultType: 'complete', ttlMs: 1 })],
  ]),
  modernOnly: new Map([['tasks/get', async () => succeeded({ taskId: 't' })]]),
  session,
};

async function post(body: Json | string, headers: readonly Header[] = []) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const reply = await serveMcp({ headers, body: Buffer.from(text) }, serving);
  const message: JsonObject | undefined = reply.body.startsWith('{') ? JSON.parse(reply.body) : undefined;
  return { ...reply, message, code: (message?.error as JsonObject | undefined)?.code };
}

function modern(method: string, params: JsonObject = {}, headers: Readonly<Record<string, string>> = {}) {
  const given = { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': method, ...headers };
  const sent = Object.entries(given).filter(([, value]) => value !== '');
  return post({ jsonrpc: '2.0', id: 7, method, params: { _meta: meta, ...params } }, sent);
}

test('what is no JSON-RPC message is refused with a JSON-RPC error that has no id', async () => {
  for (const [body, code] of [
    ['{', -32700],
    ['{"a":1,"a":2}', -32700],
    ['\ufeff{}', -32700],
    ['[]', -32600],
    ['7', -32600],
    ['{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600],
    ['{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600],
  ] as const) {
    const reply = await post(body);

    assert.deepEqual([reply.status, reply.code], [400, code], body);
    assert.notEqual(reply.message?.id, null, body);
  }
});

test('params that are no object are refused under the id of their request', async () => {
  const reply = await post('{"jsonrpc":"2.0","id":"x","method":"ping","params":[1]}');

  assert.deepEqual([reply.code, reply.message?.id], [-32602, 'x']);
});

test('zero and the empty text are ids; a message without one is a notification', async () => {
  assert.equal((await post({ jsonrpc: '2.0', id: 0, method: 'ping' })).message?.id, 0);
  assert.equal((await post({ jsonrpc: '2.0', id: '', method: 'ping' })).message?.id, '');
  assert.deepEqual(
    await post({ jsonrpc: '2.0', method: 'notifications/initialized' }).then(({ status, body }) => [status, body]),
    [202, ''],
  );
});

test('the checks of a modern request answer in the order of the specification', async () => {
  const noMeta = await post({ jsonrpc: '2.0', id: 1, method: 'nope' }, [['mcp-method', 'nope']]);
  const noVersionHeader = await modern('nope', {}, { 'MCP-Protocol-Version': '' });
  const unserved = await modern(
    'nope',
    { _meta: { ...meta, 'io.modelcontextprotocol/protocolVersion': '2027-01-01' } },
    { 'MCP-Protocol-Version': '2027-01-01', 'Mcp-Method': '' },
  );
  const noMethodHeader = await modern('nope', {}, { 'Mcp-Method': '' });
  const unknown = await modern('nope');
  const noName = await modern('tools/call', { name: 'a' });
  const otherName = await modern('tools/call', { name: 'a' }, { 'Mcp-Name': 'b' });
  const noTasks = await modern('tasks/get', { taskId: 't' }, { 'Mcp-Name': 't' });

  const got = [noMeta, noVersionHeader, unserved, noMethodHeader, unknown, noName, otherName, noTasks];
  assert.deepEqual(
    got.map(({ status, code }) => [status, code]),
    [
      [400, -32602],
      [400, -32020],
      [400, -32022],
      [400, -32020],
      [404, -32601],
      [400, -32020],
      [400, -32020],
      [400, -32021],
    ],
  );
  assert.deepEqual(objectIn(unserved.message ?? {}, 'error').data, { supported: ['2026-07-28'], requested: '2027-01-01' });
});

test('a wrapped Mcp-Name is unwrapped before it is compared', async () => {
  const name = 'größe';
  const reply = await modern('tools/call', { name }, { 'Mcp-Name': `=?base64?${Buffer.from(name).toString('base64')}?=` });

  assert.equal(reply.status, 200);
});

test('a modern result says that it is complete, how long it may be kept, and for whom', async () => {
  const { result } = (await modern('tools/list')).message as { result: JsonObject };

  assert.deepEqual([result.resultType, result.ttlMs, result.cacheScope], ['complete', 60_000, 'private']);
});

test('a legacy result says none of that', async () => {
  const reply = await post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'a' } });

  assert.deepEqual(reply.message?.result, { content: [] });
});

test('what opens in one era is unknown in the other', async () => {
  for (const method of ['initialize', 'ping', 'logging/setLevel', 'resources/subscribe', 'resources/unsubscribe']) {
    assert.deepEqual(await modern(method).then(({ status, code }) => [status, code]), [404, -32601], method);
  }
  for (const method of ['server/discover', 'subscriptions/listen', 'tasks/get', 'tasks/list', 'tasks/result']) {
    const reply = await post({ jsonrpc: '2.0', id: 1, method });
    assert.deepEqual([reply.status, reply.code], [200, -32601], method);
  }
});

test('initialize settles on the revision of the client, or on the newest', async () => {
  for (const [asked, settled] of [
    ['2025-03-26', '2025-03-26'],
    ['2025-06-18', '2025-06-18'],
    ['2025-11-25', '2025-11-25'],
    ['2024-11-05', '2025-11-25'],
    ['9999-01-01', '2025-11-25'],
  ]) {
    const reply = await post({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: asked ?? '', capabilities: {} },
    });
    assert.equal(objectIn(reply.message ?? {}, 'result').protocolVersion, settled);
  }
});

test('what a legacy client declared comes back with its session id, to its own principal alone', async () => {
  const params = { protocolVersion: '2025-11-25', capabilities: { elicitation: { url: {} } } };
  const opened = await post({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
  const id = opened.headers.find(([name]) => name === 'mcp-session-id')?.[1] ?? '';
  const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };

  await post(list, [['Mcp-Session-Id', id]]);
  const forged = await post(list, [['Mcp-Session-Id', `${id}x`]]);
  const body = Buffer.from(JSON.stringify(list));
  const foreign = await serveMcp(
    { headers: [['mcp-session-id', id]], body },
    { ...serving, session: { ...session, principal: 'dev:other' } },
  );
  const late = await serveMcp(
    { headers: [['mcp-session-id', id]], body },
    { ...serving, session: { ...session, nowSeconds: 2_000_000 } },
  );

  assert.deepEqual(seen.at(-1)?.can, { tasks: false, openUrl: true, fillForm: false });
  assert.deepEqual([forged.status, foreign.status, late.status], [404, 404, 404]);
});

test('a legacy revision that is not spoken is refused', async () => {
  const reply = await post({ jsonrpc: '2.0', id: 1, method: 'ping' }, [['MCP-Protocol-Version', '2024-11-05']]);

  assert.deepEqual([reply.status, reply.code], [400, -32600]);
});

test('a message whose header names an old revision is legacy, whatever other headers say', async () => {
  const headers: readonly Header[] = [
    ['MCP-Protocol-Version', '2025-11-25'],
    ['Mcp-Method', 'ping'],
  ];
  const reply = await post({ jsonrpc: '2.0', id: 1, method: 'ping' }, headers);

  assert.deepEqual([reply.status, reply.message?.result], [200, {}]);
});

test('lists are one page, so a cursor is none of ours in either era', async () => {
  const legacy = await post({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: { cursor: '' } });
  const later = await modern('tools/list', { _meta: meta, cursor: 'c' });

  assert.deepEqual([legacy.status, legacy.code, later.status, later.code], [200, -32602, 200, -32602]);
});

test('a result that its server wants kept shorter is kept shorter, and for nobody else', async () => {
  const asked = { ...serving, methods: new Map([['resources/read', async () => succeeded({ ttlMs: 5, cacheScope: 'public' })]]) };
  const given = { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'resources/read', 'Mcp-Name': 'a:b' };
  const body = { jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: 'a:b', _meta: meta } };
  const reply = await serveMcp({ headers: Object.entries(given), body: Buffer.from(JSON.stringify(body)) }, asked);

  const { ttlMs, cacheScope } = objectIn(JSON.parse(reply.body), 'result');
  assert.deepEqual([ttlMs, cacheScope], [5, 'private']);
});

test('a cancellation is taken without a word, and ends nothing else', async () => {
  const reply = await post({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1, reason: 'late' } });

  assert.deepEqual([reply.status, reply.body], [202, '']);
});

test('a subscription is acknowledged and over at once, in one buffered stream', async () => {
  const reply = await modern('subscriptions/listen', { notifications: {} });

  const events = reply.body.trim().split('\n\n');
  assert.equal(events.length, 2);
  assert.match(events[0] ?? '', /"notifications\/subscriptions\/acknowledged"/);
  assert.match(events[1] ?? '', /"io.modelcontextprotocol\/subscriptionId":7/);
});
