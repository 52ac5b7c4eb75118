import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpReply } from '../http.ts';
import { createMasker } from '../masking/masker.ts';
import { readRelayState } from '../protocols/mcp/relay-state.ts';
import { isObject, type JsonObject } from '../protocols/mcp/rpc.ts';
import type { Keyring } from '../sealed.ts';
import { createMcpClient } from './client.ts';
import { mcpConnection } from './connection.fixture.ts';
import { mcpWire } from './wire.ts';

const connection = mcpConnection({ relays: ['elicitation'] });
const keyring: Keyring = { current: 'k1', roots: new Map([['k1', Buffer.alloc(32, 7)]]) };
const ask = { kind: 'mcp', connection, principal: 'dev:erin', method: 'tools/call', params: { name: 'close' } } as const;

type Said = {
  readonly status?: number;
  readonly headers?: HttpReply['headers'];
  readonly result?: JsonObject;
  readonly error?: JsonObject;
};

/** A client of a server that answers each message as the test says; what it was sent is kept. */
function clientOf(answer: (message: JsonObject, count: number) => Said) {
  const sent: JsonObject[] = [];
  let ids = 0;
  const client = createMcpClient({
    upstream: {
      post: async ({ body }) => {
        const message: JsonObject = JSON.parse(Buffer.from(body).toString());
        sent.push(message);
        const { status = 200, headers = [], ...rest } = answer(message, sent.length);
        return { status, headers, body: Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: message.id ?? null, ...rest })) };
      },
    },
    now: () => '2026-01-31T12:00:00.000Z',
    newId: () => `id-${++ids}`,
    keyring,
    version: '1',
  });
  const asked = async (more: JsonObject = {}) => {
    const reply = await client.ask({ ...ask, params: { ...ask.params, ...more } }, undefined);
    return JSON.parse(Buffer.from(reply.body).toString());
  };
  return { asked, methods: () => sent.map(({ method }) => method) };
}

const modern = { supportedVersions: ['2026-07-28'] };

for (const status of [404, 400])
  test(`a server is opened once for one principal, and again when it forgot the session (${status})`, async () => {
    const { asked, methods } = clientOf(({ method }, count) => {
      if (method === 'server/discover') return { status: 400, error: { code: -32601, message: 'no' } };
      if (method === 'initialize') return { headers: [['mcp-session-id', 's']], result: { protocolVersion: '2025-11-25' } };
      return count === 5 ? { status, error: { code: -32000, message: 'gone' } } : { result: { content: [] } };
    });

    await asked();
    assert.deepEqual(await asked(), { result: { content: [] } });
    const opening = ['server/discover', 'initialize', 'notifications/initialized'];
    assert.deepEqual(methods(), [...opening, 'tools/call', 'tools/call', ...opening, 'tools/call']);
  });

test('a server that speaks another revision by now is asked anew, and what it refused is not shown', async () => {
  const { asked, methods } = clientOf(({ method }, count) => {
    if (method === 'server/discover') return { result: modern };
    return count === 2 ? { status: 400, error: { code: -32022, message: 'not that' } } : { result: { content: [] } };
  });

  assert.deepEqual(await asked(), { result: { content: [] } });
  assert.deepEqual(methods(), ['server/discover', 'tools/call', 'server/discover', 'tools/call']);
});

test('a tool that is begun as a task has its result waited for', async () => {
  const { asked, methods } = clientOf((message) => {
    const { method, params } = message;
    if (method === 'server/discover') return { status: 400, error: { code: -32601, message: 'no' } };
    if (method === 'initialize') return { result: { protocolVersion: '2025-11-25' } };
    if (method === 'tasks/result') return { result: { content: [], _meta: { 'io.modelcontextprotocol/related-task': {} } } };
    return isObject(params) && isObject(params.task)
      ? { result: { task: { taskId: 't', status: 'working' } } }
      : { result: { content: ['at once'] } };
  });

  assert.deepEqual(await asked({ task: { ttl: 1 } }), { result: { content: [] } });
  assert.deepEqual(await asked(), { result: { content: ['at once'] } });
  assert.deepEqual(methods().slice(-3), ['tools/call', 'tasks/result', 'tools/call']);
});

test('what a server wants handed back is sealed before anything is masked, and no mask touches it', async () => {
  const state = ['AKIA', 'Q3EGRIXZQ7EXAMPL'].join('');
  const { asked } = clientOf(({ method }) => ({
    result: method === 'server/discover' ? modern : { resultType: 'input_required', requestState: state },
  }));
  const masker = createMasker({ rules: [], enable: [] });
  for (let round = 0; round < 50; round += 1) {
    const body = Buffer.from(JSON.stringify(await asked()));
    const { client: reply } = masker.maskReply({ status: 200, headers: [], body }, { ...mcpWire('tools/call'), secrets: [] });
    const { result }: { result: JsonObject } = JSON.parse(Buffer.from(reply.body).toString());
    const call = { server: 'tickets', principal: 'dev:erin', method: 'tools/call', params: ask.params };
    const nowSeconds = Date.parse('2026-01-31T12:00:00.000Z') / 1000;

    assert.ok(isObject(result) && !JSON.stringify(result).includes(state));
    assert.equal(readRelayState(String(result.requestState), call, { keyring, nowSeconds }), state);
  }
});
