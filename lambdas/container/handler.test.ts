import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import type { GatewayError } from '#core/errors.ts';
import type { HttpReply, StreamedReply } from '#core/http.ts';
import type { WireRequest } from '#core/wire-front.ts';
import { createBodyShare } from './body-share.ts';
import { createContainerServer } from './handler.ts';

const ownName = 'wire.acme.example';
const bodyLimitBytes = 1000;
const seen: WireRequest[] = [];
let reply: HttpReply | StreamedReply;

const server = createContainerServer({
  ownName,
  bodyLimitBytes,
  handler: async (request) => {
    seen.push(request);
    return reply;
  },
  refuse: ({ status, message }: GatewayError) => ({ status, headers: [], body: new TextEncoder().encode(message) }),
});
let port = 0;

before(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
});

after(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** The bytes of one request as a client's, and those of its answer until the connection ends. */
async function exchange(lines: readonly string[], body = ''): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.write(`${[...lines, `content-length: ${body.length}`, 'connection: close'].join('\r\n')}\r\n\r\n${body}`);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

test('the request line, every header and the body reach the wire as they were sent', async () => {
  reply = { status: 200, headers: [['x-amz-a', '1']], body: Buffer.from('answer') };

  const answer = await exchange(
    [
      'PUT /demo/a%2Fb/../c?x=%20&y HTTP/1.1',
      `Host: ${ownName}`,
      'X-Amz-Meta-A: one',
      'X-Amz-Meta-A: two',
      'X-Forwarded-For: 1.1.1.1, 203.0.113.7',
    ],
    'body',
  );

  const request = seen.at(-1);
  assert.deepEqual(
    [request?.method, request?.path, request?.query, request?.sourceIp, Buffer.from(request?.body ?? []).toString()],
    ['PUT', '/demo/a%2Fb/../c', 'x=%20&y', '203.0.113.7', 'body'],
  );
  assert.deepEqual(
    request?.headers.filter(([name]) => name === 'X-Amz-Meta-A').map(([, value]) => value),
    ['one', 'two'],
  );
  assert.match(answer, /^HTTP\/1\.1 200 .*\r\nx-amz-a: 1\r\ncontent-length: 6\r\n.*\r\n\r\nanswer$/is);
  assert.doesNotMatch(answer, /^date:/im);
});

test('a streamed answer is written to its end, and one that breaks off has none', async () => {
  const streamed = (isWhole: boolean): StreamedReply => ({
    status: 200,
    headers: [],
    body: {
      cancel: () => undefined,
      async *[Symbol.asyncIterator]() {
        yield Buffer.from('half');
        if (!isWhole) throw new Error('no record');
      },
    },
  });

  reply = streamed(true);
  const whole = await exchange(['GET / HTTP/1.1', `Host: ${ownName}`]);
  reply = streamed(false);
  const broken = await exchange(['GET / HTTP/1.1', `Host: ${ownName}`]);

  assert.match(whole, /\r\n0\r\n\r\n$/);
  assert.doesNotMatch(broken, /\r\n0\r\n\r\n$/);
});

test('a body over the limit is refused with the key that raises it, and never reaches the wire', async () => {
  const before = seen.length;

  const answer = await exchange(['PUT / HTTP/1.1', `Host: ${ownName}`], 'x'.repeat(bodyLimitBytes + 1));

  assert.match(answer, /^HTTP\/1\.1 413 /);
  assert.match(answer, /wire\.bodyMegabytes/);
  assert.equal(seen.length, before);
});

test('the balancer, which knows no name, learns that the container lives; the wire’s own /healthz is the wire’s', async () => {
  reply = { status: 403, headers: [], body: new Uint8Array() };

  assert.match(await exchange(['GET /healthz HTTP/1.1', 'Host: 10.0.0.1:8080']), /^HTTP\/1\.1 200 .*ok\n$/s);
  assert.match(await exchange(['GET /healthz HTTP/1.1', `Host: ${ownName}`]), /^HTTP\/1\.1 403 /);
});

test('all bodies together take twice the limit and no more, until one is done', () => {
  const share = createBodyShare(10);
  const [first, second, third] = [share.enter(), share.enter(), share.enter()];

  assert.deepEqual(
    [first.take(11), first.take(10), second.take(10), third.take(1)],
    ['too-large', undefined, undefined, 'too-much'],
  );
  second.done();
  assert.equal(third.take(1), undefined);
});
