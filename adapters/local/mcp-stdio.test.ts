import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { GatewayError } from '#core/errors.ts';
import { mcpConnection } from '#core/mcp/connection.fixture.ts';
import type { McpConnection } from '#core/model.ts';
import { createMcpStdio, type StdioOptions } from './mcp-stdio.ts';

/** A server that answers each method in its own way. */
const program = `
let buffer = '';
const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
process.stdin.on('data', (chunk) => {
  buffer += chunk;
  for (let end; (end = buffer.indexOf('\\n')) >= 0; ) {
    const message = JSON.parse(buffer.slice(0, end));
    buffer = buffer.slice(end + 1);
    if (message.method === 'echo') { process.stdout.write('no json\\n'); say({ jsonrpc: '2.0', method: 'notifications/x' }); say({ jsonrpc: '2.0', id: message.id, result: message.params }); }
    if (message.method === 'work') { for (const progressToken of [message.id, 'theirs']) say({ jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken, progress: 1 } }); say({ jsonrpc: '2.0', id: message.id, result: {} }); }
    if (message.method === 'environment') say({ jsonrpc: '2.0', id: message.id, result: process.env });
    if (message.method === 'ask') { globalThis.asker = message.id; say({ jsonrpc: '2.0', id: 'theirs', method: 'sampling/createMessage' }); }
    if (message.id === 'theirs') say({ jsonrpc: '2.0', id: globalThis.asker, result: message.error });
    if (message.method === 'die') process.exit(1);
    if (message.method === 'flood') process.stdout.write('x'.repeat(2000));
  }
});`;

const connection = mcpConnection({
  name: 'program',
  transport: { kind: 'stdio', command: process.execPath, args: ['-e', program], env: { GIVEN: 'yes' } },
  era: 'legacy',
});

function started(context: TestContext, more: Partial<McpConnection> = {}, options: StdioOptions = {}) {
  const stdio = createMcpStdio(options);
  context.after(() => stdio.close());
  let id = 0;
  return async (method: string, params: object = {}) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }));
    const reply = await stdio.post({ connection: { ...connection, ...more }, headers: [], body }, undefined);
    const text = Buffer.from(reply.body).toString();
    return text.startsWith('data: ') ? text : JSON.parse(text).result;
  };
}

function isCode(code: string) {
  return (error: unknown) => error instanceof GatewayError && error.code === code;
}

test('answers come to who asked, whatever else the program writes', async (context) => {
  const ask = started(context);

  assert.deepEqual(await Promise.all([ask('echo', { a: 1 }), ask('echo', { a: 2 })]), [{ a: 1 }, { a: 2 }]);
});

test('its progress goes before the answer that it is of, and no other', async (context) => {
  const text: string = await started(context)('work');

  assert.deepEqual(
    text.split('\n\n').map((event) => /"progressToken":1,|"result"/.exec(event)?.[0] ?? ''),
    ['"progressToken":1,', '"result"', ''],
  );
});

test('the program gets nothing of the gateway’s environment', async (context) => {
  process.env.COUNTERSIGN_CANARY = 'secret';
  const environment = await started(context)('environment');
  delete process.env.COUNTERSIGN_CANARY;

  assert.deepEqual(
    Object.keys(environment)
      .filter((name) => !name.startsWith('__'))
      .sort(),
    ['GIVEN', 'PATH'],
  );
});

test('what the program asks of its client is refused, and it goes on', async (context) => {
  assert.deepEqual(await started(context)('ask'), { code: -32601, message: 'There is no such method.' });
});

test('a program that ends leaves the outcome unknown, and is started again', async (context) => {
  const ask = started(context);

  await assert.rejects(ask('die'), isCode('outcome-unknown'));
  assert.deepEqual(await ask('echo', { a: 3 }), { a: 3 });
});

test('a program that floods is stopped, one that is not there is unreachable, one that is silent is given up', async (context) => {
  const silent = started(context, { timeoutSeconds: 0.05 });

  await assert.rejects(started(context, {}, { maxMessageBytes: 1000 })('flood'), isCode('payload-too-large'));
  await assert.rejects(
    started(context, { transport: { kind: 'stdio', command: '/nowhere/program', args: [], env: {} } })('echo'),
    isCode('upstream-unreachable'),
  );
  await assert.rejects(silent('nothing'), isCode('outcome-unknown'));
});
