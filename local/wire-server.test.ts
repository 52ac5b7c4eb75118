import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as http1Request } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { test } from 'node:test';
import type { HttpReply } from '#core/http.ts';
import type { WireRequest } from '#core/wire-front.ts';
import { createWireServer, type WireServerOptions } from './wire-server.ts';

type Running = {
  readonly host: string;
  readonly port: number;
  readonly requests: readonly WireRequest[];
  readonly close: () => Promise<void>;
};

const answered: HttpReply = { status: 200, headers: [['x-from', 'handler']], body: Buffer.from('hello') };

async function start(options: Partial<WireServerOptions> = {}): Promise<Running> {
  const requests: WireRequest[] = [];
  const hosts = () => [`127.0.0.1:${port()}`];
  const handler = async (request: WireRequest) => {
    requests.push(request);
    return answered;
  };
  const refuse = (error: Error & { readonly status: number }) => ({
    status: error.status,
    headers: [],
    body: Buffer.from(error.message),
  });
  const server = createWireServer({ handler, refuse, hosts, bodyLimitBytes: 1000, ...options });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = () => (server.address() as AddressInfo).port;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { host: `127.0.0.1:${port()}`, port: port(), requests, close };
}

async function over1({ port }: Running, wish: { readonly path?: string; readonly host?: string; readonly body?: string }) {
  const headers = wish.host === undefined ? {} : { host: wish.host };
  const sent = http1Request({ host: '127.0.0.1', port, method: 'POST', path: wish.path ?? '/', headers });
  sent.end(wish.body);
  const [reply] = await once(sent, 'response');
  return { status: reply.statusCode, body: await text(reply), headers: reply.headers };
}

async function over2({ host }: Running, wish: { readonly path?: string; readonly body?: string }) {
  const session = connectHttp2(`http://${host}`);
  const stream = session.request({ ':method': 'POST', ':path': wish.path ?? '/' });
  stream.end(wish.body);
  const [headers] = await once(stream, 'response');
  const body = await buffer(stream);
  session.close();
  return { status: headers[':status'], body: body.toString(), headers };
}

/** Bytes as they are, one write after the other, until the server ends the connection. */
async function raw({ port }: Running, ...writes: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.setNoDelay(true);
  const answer = text(socket);
  await once(socket, 'connect');
  for (const bytes of writes) {
    await new Promise((resolve) => socket.write(bytes, resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return answer;
}

async function using(options: Partial<WireServerOptions>, act: (server: Running) => Promise<void>): Promise<void> {
  const server = await start(options);
  await act(server).finally(server.close);
}

test('HTTP/1.1 and HTTP/2 with prior knowledge are served on one port, with the raw path', () =>
  using({}, async (server) => {
    const path = '/b/a//b/../c/./d%20%2F?x=1&y';

    const first = await over1(server, { path, body: 'one' });
    const second = await over2(server, { path, body: 'two' });

    assert.deepEqual([first.status, first.body, second.status, second.body], [200, 'hello', 200, 'hello']);
    const seen = server.requests.map((request) => [request.path, request.query, Buffer.from(request.body).toString()]);
    assert.deepEqual(seen, [
      ['/b/a//b/../c/./d%20%2F', 'x=1&y', 'one'],
      ['/b/a//b/../c/./d%20%2F', 'x=1&y', 'two'],
    ]);
  }));

test('an HTTP/2 request shows its :authority, and no other pseudo header', () =>
  using({}, async (server) => {
    await over2(server, {});

    const pseudo = server.requests[0]?.headers.filter(([name]) => name.startsWith(':'));
    assert.deepEqual(pseudo, [[':authority', server.host]]);
  }));

test('a connection that trickles in its first bytes is told apart all the same', () =>
  using({}, async (server) => {
    const head = `T / HTTP/1.1\r\nHost: ${server.host}\r\nConnection: close\r\n\r\n`;

    const answer = await raw(server, 'G', 'E', head);

    assert.match(answer, /^HTTP\/1\.1 200 OK/);
  }));

test('two requests on one connection are both answered', () =>
  using({}, async (server) => {
    const head = (more: string) => `GET / HTTP/1.1\r\nHost: ${server.host}\r\n${more}\r\n`;

    const answer = await raw(server, head(''), head('Connection: close\r\n'));

    assert.equal(answer.split('HTTP/1.1 200 OK').length - 1, 2);
  }));

const times = { headMilliseconds: 150, requestMilliseconds: 300, stalledMilliseconds: 300, idleMilliseconds: 300 };

test('a client that connects and says nothing is cut off', () =>
  using({ times }, async (server) => {
    assert.equal(await raw(server), '');
  }));

test('a client that never ends its head is cut off', () =>
  using({ times }, async (server) => {
    const answer = await raw(server, `GET / HTTP/1.1\r\nHost: ${server.host}\r\n`);

    assert.match(answer, /^(?:HTTP\/1\.1 408 |$)/);
    assert.equal(server.requests.length, 0);
  }));

test('a client that never ends its body is cut off', () =>
  using({ times }, async (server) => {
    await raw(server, `POST / HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: 100\r\n\r\nhalf`);

    assert.equal(server.requests.length, 0);
  }));

test('a connection that is kept, and on which nothing more comes, is ended', () =>
  using({ times }, async (server) => {
    const answer = await raw(server, `GET / HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);

    assert.match(answer, /^HTTP\/1\.1 200 OK/);
    assert.equal(server.requests.length, 1);
  }));

test('a client that asks and takes nothing of a large answer is cut off', () => {
  const large = { ...answered, body: new Uint8Array(32 * 1024 * 1024) };
  return using({ times, handler: async () => large }, async ({ host, port }) => {
    const socket = connect(port, '127.0.0.1').pause();
    socket.on('error', () => undefined);
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    // Who reads nothing learns of the end by writing.
    const asking = setInterval(() => socket.write('\r\n'), 50);

    const ended = once(socket, 'close', { signal: AbortSignal.timeout(60_000) }).catch((error: Error) => error);
    await ended.finally(() => clearInterval(asking));

    assert.ok(socket.destroyed && socket.bytesRead < large.body.length, `${socket.bytesRead} bytes`);
    socket.destroy();
  });
});

test('an HTTP/2 stream whose body never ends is closed', () =>
  using({ times }, async (server) => {
    const session = connectHttp2(`http://${server.host}`);
    session.on('error', () => undefined);
    const stream = session.request({ ':method': 'POST', ':path': '/' });
    stream.on('error', () => undefined);
    stream.write('half');

    await once(stream, 'close');

    session.destroy();
    assert.equal(server.requests.length, 0);
  }));

test('an HTTP/2 session on which nothing happens is ended', () =>
  using({ times }, async (server) => {
    const session = connectHttp2(`http://${server.host}`);
    session.on('error', () => undefined);

    await once(session, 'close');

    assert.equal(session.destroyed, true);
  }));

test('a body over the limit is refused with the limit, over either protocol', () =>
  using({}, async (server) => {
    const body = 'x'.repeat(1001);

    const [first, second] = [await over1(server, { body }), await over2(server, { body })];

    assert.deepEqual([first.status, second.status], [413, 413]);
    assert.match(first.body, /larger than 1000 bytes/);
    assert.equal(server.requests.length, 0);
  }));

test('who asks before it sends is told at once that its body is too large, or goes on', () =>
  using({}, async (server) => {
    const head = (length: number) =>
      `POST / HTTP/1.1\r\nHost: ${server.host}\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`;

    const large = await raw(server, head(1001));
    const small = await raw(server, head(5), 'hello');

    assert.match(large, /^HTTP\/1\.1 413 /);
    assert.match(small, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  }));

test('headers over the limit are refused', () =>
  using({}, async (server) => {
    const answer = await raw(server, `GET / HTTP/1.1\r\nHost: ${server.host}\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`);

    assert.match(answer, /^HTTP\/1\.1 431 /);
  }));

test('a bucket in front of the host is served, a foreign host and a foreign origin are not', () =>
  using({}, async (server) => {
    const bucket = await over1(server, { host: `demo.${server.host}` });
    const foreign = await over1(server, { host: 'evil.example' });

    assert.deepEqual([bucket.status, foreign.status], [200, 401]);
  }));
