import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { GatewayError } from '#core/errors.ts';
import { headerValue } from '#core/http.ts';
import type { AwsCredentials, Connection } from '#core/model.ts';
import type { UpstreamRequest } from '#core/ports.ts';
import { type ClosableUpstream, createUpstream, type UpstreamOptions } from './aws-http.ts';

const now = () => '2026-01-02T03:04:05.000Z';
const credentials: AwsCredentials = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 'token',
  expiresAt: '2026-01-02T04:00:00.000Z',
};
const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
});

function upstreamWith(options: Partial<UpstreamOptions> = {}): ClosableUpstream {
  const upstream = createUpstream({ now, ...options });
  closing.push(upstream.close);
  return upstream;
}

/** A TCP server that answers what it likes, and how many connections reached it. */
async function serve(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function rawServer(onRequest: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
  });
  return serve(
    createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.once('data', () => onRequest(socket));
    }),
  );
}

function httpServer(listener: RequestListener): Promise<string> {
  const server = createHttpServer(listener);
  closing.push(() => server.closeAllConnections());
  return serve(server);
}

function request(endpoint: string | undefined, more: Partial<UpstreamRequest> = {}): UpstreamRequest {
  const connection: Connection = {
    kind: 'aws',
    name: 'sandbox',
    account: '123456789012',
    regions: ['eu-west-1'],
    roles: [],
    wait: 'hold',
    mode: 'enforce',
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  const place = { host: 'sts.eu-west-1.amazonaws.com', service: 'sts', signingName: 'sts', signingRegion: 'eu-west-1' };
  return { connection, ...place, method: 'POST', path: '/', query: '', headers: [], body: Buffer.from('Action=Some'), ...more };
}

async function refusal(sending: Promise<unknown>): Promise<GatewayError> {
  const error = await sending.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof GatewayError);
  return error;
}

test('the path, the query and the header list arrive as they were given, with our host and signature', async () => {
  let seen: { url: string | undefined; headers: readonly string[] } | undefined;
  const url = await httpServer((incoming, outgoing) => {
    seen = { url: incoming.url, headers: incoming.rawHeaders };
    outgoing.end();
  });

  await upstreamWith().send(
    request(url, {
      path: '/a/../b/%2e%2E//c',
      query: 'x=%2F&y',
      headers: [
        ['X-Amz-Target', 'A.B'],
        ['Connection', 'upgrade'],
        ['Expect', '100-continue'],
      ],
    }),
    credentials,
  );

  assert.equal(seen?.url, '/a/../b/%2e%2E//c?x=%2F&y');
  const names = seen?.headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  assert.deepEqual(names?.filter((name) => name === 'host' || name === 'authorization' || name === 'accept-encoding').sort(), [
    'accept-encoding',
    'authorization',
    'host',
  ]);
  assert.equal(seen?.headers[(seen?.headers.indexOf('host') ?? 0) + 1], new URL(url).host);
  assert.ok(!names?.includes('expect') && !seen?.headers.includes('upgrade'));
});

test('a copy out of another region goes with a URL that the call’s own credentials signed for there', async () => {
  let body = '';
  const url = await httpServer(async (incoming, outgoing) => {
    body = await text(incoming);
    outgoing.end();
  });
  const form = 'Action=CopyDBSnapshot&SourceDBSnapshotIdentifier=arn%3Aaws%3Ards%3Aus-east-1%3A1%3Asnapshot%3As';
  const place = { host: 'rds.us-east-1.amazonaws.com', signingName: 'rds', signingRegion: 'us-east-1' };
  const source = { parameter: 'PreSignedUrl', destination: 'eu-west-1', ...place };

  await upstreamWith().send(request(url, { body: Buffer.from(form), source }), credentials);

  const sent = new URLSearchParams(body);
  const signed = new URL(sent.get('PreSignedUrl') ?? '');
  assert.ok(body.startsWith(`${form}&PreSignedUrl=https%3A%2F%2Frds.us-east-1.amazonaws.com%2F%3FAction`));
  assert.equal(signed.searchParams.get('SourceDBSnapshotIdentifier'), sent.get('SourceDBSnapshotIdentifier'));
  assert.equal(signed.searchParams.get('DestinationRegion'), 'eu-west-1');
  assert.equal(signed.searchParams.get('X-Amz-Credential'), 'ASIAEXAMPLE/20260102/us-east-1/rds/aws4_request');
  assert.equal(signed.searchParams.get('X-Amz-Security-Token'), 'token');
});

test('a refused connection says that nothing was done', async () => {
  const closed = createServer();
  const url = await serve(closed);
  closed.close();

  const error = await refusal(upstreamWith().send(request(url), credentials));

  assert.equal(error.code, 'upstream-unreachable');
  assert.match(error.message, /"sandbox" cannot be reached: ECONNREFUSED\. Nothing was done\./);
});

test('a TLS handshake that fails says that nothing was done', async () => {
  const url = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));

  const error = await refusal(upstreamWith().send(request(url.replace('http:', 'https:')), credentials));

  assert.equal(error.code, 'upstream-unreachable');
});

test('a TLS handshake that never ends is a time-out at which nothing was done', async () => {
  const url = await rawServer(() => {});

  const error = await refusal(upstreamWith({ connectTimeoutMs: 50 }).send(request(url.replace('http:', 'https:')), credentials));

  assert.equal(error.code, 'upstream-unreachable');
  assert.match(error.message, /connect time-out/);
});

test('no answer within the time is an unknown outcome', async () => {
  const url = await rawServer(() => {});

  const error = await refusal(upstreamWith({ replyTimeoutMs: 50 }).send(request(url), credentials));

  assert.equal(error.code, 'outcome-unknown');
  assert.match(error.message, /It may have run/);
});

test('a reply that drips beyond the time is an unknown outcome', async () => {
  const url = await rawServer((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
    const dripping = setInterval(() => socket.write('x'), 10);
    socket.on('close', () => clearInterval(dripping));
  });

  const error = await refusal(upstreamWith({ replyTimeoutMs: 80 }).send(request(url), credentials));

  assert.equal(error.code, 'outcome-unknown');
});

const broken: readonly (readonly [string, string])[] = [
  ['garbage', 'this is not HTTP\r\n\r\n'],
  ['a connection closed without a byte', ''],
  ['a cut body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'],
  ['a cut chunked body', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n'],
  ['both lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['headers of 100 KB', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`],
  ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n'],
];

for (const [name, bytes] of broken) {
  test(`${name} is an unknown outcome`, async () => {
    const url = await rawServer((socket) => socket.end(bytes));

    const error = await refusal(upstreamWith().send(request(url), credentials));

    assert.equal(error.code, 'outcome-unknown');
    assert.ok(!error.message.includes('HTTP/1.1'));
  });
}

test('a kept connection that died under the request is an unknown outcome, and the request is not sent again', async () => {
  let count = 0;
  const url = await httpServer((incoming, outgoing) => {
    count += 1;
    if (count === 1) outgoing.end();
    else incoming.socket.destroy();
  });
  const upstream = upstreamWith();

  await upstream.send(request(url), credentials);
  const error = await refusal(upstream.send(request(url), credentials));

  assert.equal(error.code, 'outcome-unknown');
  assert.equal(count, 2);
});

test('an upstream that says 100 Continue first is heard to the end', async () => {
  const url = await rawServer((socket) =>
    socket.end('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'),
  );

  const reply = await upstreamWith().send(request(url), credentials);

  assert.equal(Buffer.from(reply.body).toString(), 'ok');
});

test('a reply over the cap is refused, announced or not', async () => {
  const announced = await httpServer((_, outgoing) => outgoing.end('x'.repeat(200)));
  const streamed = await httpServer((_, outgoing) => {
    outgoing.write('x'.repeat(60));
    outgoing.end('x'.repeat(60));
  });
  const upstream = upstreamWith({ maxReplyBytes: 100 });

  assert.equal((await refusal(upstream.send(request(announced), credentials))).code, 'payload-too-large');
  assert.equal((await refusal(upstream.send(request(streamed), credentials))).code, 'payload-too-large');
});

test('a redirect is a reply like any other', async () => {
  let count = 0;
  const url = await httpServer((_, outgoing) => {
    count += 1;
    outgoing.writeHead(307, { location: 'http://169.254.169.254/' }).end();
  });

  const reply = await upstreamWith().send(request(url), credentials);

  assert.equal(reply.status, 307);
  assert.equal(count, 1);
});

test('the answer to a HEAD keeps its content-length and has no body', async () => {
  const url = await httpServer((_, outgoing) => outgoing.writeHead(200, { 'content-length': '999999999' }).end());

  const reply = await upstreamWith({ maxReplyBytes: 100 }).send(request(url, { method: 'HEAD', body: Buffer.of() }), credentials);

  assert.equal(headerValue(reply.headers, 'content-length'), '999999999');
  assert.equal(reply.body.length, 0);
});

test('connections are kept, and no more than the limit are open at once', async () => {
  const ports = new Set<number | undefined>();
  const url = await httpServer((incoming, outgoing) => {
    ports.add(incoming.socket.remotePort);
    setImmediate(() => outgoing.end());
  });
  const upstream = upstreamWith({ maxSockets: 3 });

  const replies = await Promise.all(Array.from({ length: 20 }, () => upstream.send(request(url), credentials)));

  assert.equal(replies.length, 20);
  assert.equal(ports.size, 3);
});

test('a reply slower than an idle connection may be is still heard', async () => {
  const url = await httpServer((_, outgoing) => setTimeout(() => outgoing.end('late'), 120));

  const reply = await upstreamWith({ idleSocketMs: 20 }).send(request(url), credentials);

  assert.equal(Buffer.from(reply.body).toString(), 'late');
});

test('a host or an endpoint that is not one of ours is refused before anything is opened', async () => {
  const upstream = upstreamWith();

  const host = await refusal(upstream.send(request(undefined, { host: 'evil.example/x?.amazonaws.com' }), credentials));
  const path = await refusal(upstream.send(request('http://127.0.0.1:1/prefix'), credentials));

  assert.equal(host.code, 'upstream-unreachable');
  assert.match(path.message, /without a path/);
});
