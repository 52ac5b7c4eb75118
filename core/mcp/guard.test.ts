import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '../errors.ts';
import type { McpAsk, McpClient } from './client.ts';
import { mcpConnection } from './connection.fixture.ts';
import { guardedMcpClient } from './guard.ts';

const connection = mcpConnection({ limits: { callsPerMinute: 3, concurrentCalls: 2, megabytesPerMinute: 1 } });
const reply = { status: 200, headers: [], body: Buffer.from('{}') };

function of(principal: string, tool: string): McpAsk {
  return { kind: 'mcp', connection, principal, method: 'tools/call', params: { name: tool } };
}

function guarded(ask: McpClient['ask']) {
  let seconds = 0;
  const at = () => new Date(Date.UTC(2026, 0, 31, 12, 0, seconds)).toISOString();
  const client = guardedMcpClient({ ask }, at);
  return {
    ask: (principal = 'dev:erin', tool = 'close') => client.ask(of(principal, tool), undefined),
    pass: (more: number) => {
      seconds += more;
    },
  };
}

const isLimited = (error: unknown) => error instanceof GatewayError && error.code === 'rate-limited';

test('a caller has a budget of calls for each tool, and is told when to come back', async () => {
  const { ask, pass } = guarded(async () => reply);
  for (let call = 0; call < 3; call += 1) await ask();

  await assert.rejects(
    ask(),
    /MCP server "tickets": you may make 3 calls .*Nothing was done\. Come back at 2026-01-31T12:00:20\.000Z/,
  );
  await ask('dev:erin', 'open');
  await ask('dev:bo');
  pass(20);
  await ask();
});

test('so many calls of a tool run at once, and no more', async () => {
  const open: (() => void)[] = [];
  const { ask } = guarded(() => new Promise((resolve) => open.push(() => resolve(reply))));
  const running = [ask(), ask()];

  await assert.rejects(ask(), isLimited);
  for (const end of open) end();
  await Promise.all(running);
  const next = ask();
  open.at(-1)?.();
  await next;
});

test('who got as many bytes as a minute has waits until there is room again', async () => {
  const { ask, pass } = guarded(async () => ({ ...reply, body: new Uint8Array(2_000_000) }));
  await ask();

  await assert.rejects(ask(), isLimited);
  pass(1);
  await ask();
});

test('a server that fails five times in a row is left alone for half a minute, for that caller', async () => {
  let asked = 0;
  let works = false;
  const { ask, pass } = guarded(async () => {
    asked += 1;
    if (works) return reply;
    throw new GatewayError('upstream-unreachable', 'refused');
  });
  for (let call = 0; call < 5; call += 1) {
    await assert.rejects(ask('dev:erin', `tool-${call}`), /^GatewayError: refused/);
  }

  await assert.rejects(ask(), /failed your last 5 calls, so it is asked nothing until 2026-01-31T12:00:30\.000Z/);
  assert.equal(asked, 5);
  await assert.rejects(ask('dev:bo'), /^GatewayError: refused/);
  pass(30);
  await assert.rejects(ask('dev:erin', 'again'), /^GatewayError: refused/);
  await assert.rejects(ask(), /failed your last 6 calls/);
  works = true;
  pass(30);
  await ask();
  await ask('dev:erin', 'other');
});

test('an answer that says no is no failure of the server', async () => {
  const { ask } = guarded(async () => {
    throw new GatewayError('payload-too-large', 'too large');
  });

  for (let call = 0; call < 8; call += 1) await assert.rejects(ask('dev:erin', `tool-${call}`), /too large/);
});
