/** Bad input at the rims of a running gateway: a clear error in the client's own protocol, nothing passed on, the process alive. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Header } from '#core/http.ts';
import { signRequest } from '#core/protocols/aws/signature/sign-request.ts';
import { type Issued, startGateway, type TestGateway } from '../clients/support/gateway.ts';

let gateway: TestGateway;
let issued: Issued;

before(async () => {
  gateway = await startGateway();
  issued = await gateway.issue('engineer');
});
after(() => gateway.stop());

type Sent = {
  readonly service: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: readonly Header[];
  readonly body?: string | Uint8Array;
  readonly credentials?: Issued;
  readonly region?: string;
};
type Got = { readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, unknown>> };

/** A request that is signed as it stands, whatever it says. */
async function send({
  service,
  method = 'POST',
  path = '/',
  query = '',
  headers = [],
  body = '',
  credentials = issued,
  region = 'eu-west-1',
}: Sent): Promise<Got> {
  const { host, hostname, port } = new URL(gateway.wireUrl);
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const signed = signRequest(
    { method, host, path, query, headers, body: bytes },
    {
      credentials: { ...credentials, expiresAt: '' },
      signingName: service,
      signingRegion: region,
      now: new Date().toISOString(),
    },
  );
  const target = query === '' ? path : `${path}?${query}`;
  const sent = request({ hostname, port, method, path: target, headers: signed.flat(), insecureHTTPParser: false });
  sent.end(bytes);
  const [reply] = await once(sent, 'response');
  return { status: reply.statusCode, body: await text(reply), headers: reply.headers };
}

const form: Header = ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'];
const json10: Header = ['content-type', 'application/x-amz-json-1.0'];

async function eventCount(): Promise<number> {
  const { body } = await gateway.api('engineer', 'GET', `/v1/sessions/${issued.sessionId}/events?limit=500`);
  return (body as { readonly items: readonly { readonly kind: string }[] }).items.filter(({ kind }) => kind === 'intent').length;
}

/** One character of it is another one, whatever it was. */
function changedAt(token: string, at: number): string {
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
}

/** Refused, with words for it, and never an intent: nothing was passed on. */
async function refusedBeforeIntent(sent: Sent, words: RegExp): Promise<Got> {
  const before = await eventCount();
  const got = await send(sent);
  assert.ok(got.status >= 400, `${got.status}: ${got.body}`);
  assert.match(got.body, words);
  assert.equal(await eventCount(), before);
  return got;
}

test('an unknown service is refused in words', async () => {
  await refusedBeforeIntent({ service: 'nosuch', body: '' }, /nosuch/);
});

test('an unknown operation is refused in the client’s XML', async () => {
  const got = await refusedBeforeIntent(
    { service: 'ec2', headers: [form], body: 'Action=NoSuchThing&Version=2016-11-15' },
    /NoSuchThing/,
  );

  assert.match(got.body, /^<\?xml|^<Response>/);
});

test('an unknown operation is refused in the client’s JSON', async () => {
  const got = await refusedBeforeIntent(
    { service: 'dynamodb', headers: [json10, ['x-amz-target', 'DynamoDB_20120810.NoSuch']], body: '{}' },
    /NoSuch/,
  );

  assert.equal(typeof JSON.parse(got.body).message, 'string');
});

test('bodies that do not decode are refused', async () => {
  const target: Header = ['x-amz-target', 'DynamoDB_20120810.GetItem'];
  for (const body of ['{', '{"TableName":"a","TableName":"b"}', '{"TableName":1}', '{"NoMember":1}', '[]', '{} {}', '\u0000']) {
    await refusedBeforeIntent({ service: 'dynamodb', headers: [json10, target], body }, /message/);
  }
  await refusedBeforeIntent({ service: 'dynamodb', headers: [json10, target], body: Uint8Array.of(0x7b, 0xff, 0x7d) }, /UTF-8/i);
});

test('an action in the query and in the body is refused', async () => {
  await refusedBeforeIntent(
    {
      service: 'ec2',
      query: 'Action=DescribeInstances&Version=2016-11-15',
      headers: [form],
      body: 'Action=TerminateInstances&Version=2016-11-15',
    },
    /./,
  );
});

test('dot segments outside S3 are refused', async () => {
  await refusedBeforeIntent({ service: 'lambda', method: 'GET', path: '/2015-03-31/functions/../functions/x' }, /./);
});

test('a region that the connection does not cover is refused', async () => {
  await refusedBeforeIntent(
    { service: 'ec2', region: 'ap-south-1', headers: [form], body: 'Action=DescribeInstances&Version=2016-11-15' },
    /eu-west-1/,
  );
});

test('a write whose resources are not known is refused', async () => {
  await refusedBeforeIntent(
    {
      service: 'sqs',
      headers: [json10, ['x-amz-target', 'AmazonSQS.PurgeQueue']],
      body: '{"QueueUrl":"http://x/123456789012/q"}',
    },
    /refused/,
  );
});

test('a tampered token, a swapped pair, a wrong secret and foreign keys get the client’s own code', async () => {
  const other = await gateway.issue('engineer');
  const wrong: readonly Issued[] = [
    { ...issued, sessionToken: changedAt(issued.sessionToken, 20) },
    { ...issued, accessKeyId: other.accessKeyId },
    { ...issued, secretAccessKey: other.secretAccessKey },
    { ...issued, accessKeyId: 'AKIAIOSFODNN7EXAMPLE', sessionToken: 'x' },
  ];

  for (const credentials of wrong) {
    const got = await refusedBeforeIntent(
      { service: 'sts', headers: [form], body: 'Action=GetCallerIdentity&Version=2011-06-15', credentials },
      /InvalidClientTokenId|SignatureDoesNotMatch/,
    );
    assert.equal(got.status, 403);
  }
});

test('tokens that are wrong, tampered or of another key get 401 and no reason', async () => {
  const token = await gateway.token('engineer');
  const [head, payload, signature] = token.split('.');
  const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  const bad = ['', 'x', `${head}.${payload}.AAAA`, `${head}.${payload?.slice(1)}.${signature}`, none];

  for (const each of bad) {
    for (const [method, path] of [
      ['GET', '/v1/whoami'],
      ['POST', '/v1/credentials'],
    ] as const) {
      const reply = await fetch(`${gateway.apiUrl}${path}`, { method, headers: { authorization: `Bearer ${each}` } });
      assert.equal(reply.status, 401, path);
      assert.doesNotMatch(await reply.text(), /signature|audience|expired|issuer is/i);
    }
  }
});

test('the JSON API says what is wrong with a body', async () => {
  const cases: readonly (readonly [object, number, RegExp])[] = [
    [{}, 400, /connection/],
    [{ connection: 'nosuch' }, 404, /sandbox/],
    [{ connection: 'sandbox', role: 'nosuch' }, 404, /engineer/],
    [{ connection: 'sandbox', durationSeconds: 1e9 }, 400, /durationSeconds/],
    [{ connection: 'sandbox', admin: true }, 400, /unknown member/],
    [{ connection: ['sandbox'] }, 400, /text/],
  ];
  for (const [body, status, words] of cases) {
    const got = await gateway.api('engineer', 'POST', '/v1/credentials', body);
    assert.equal(got.status, status, JSON.stringify(body));
    assert.match(JSON.stringify(got.body), words);
  }
});

test('a search says what is wrong with its query', async () => {
  for (const query of ['nosuch=1', 'limit=0', 'limit=x', 'from=yesterday', 'cursor=AAAA', 'service=ec2&service=s3']) {
    const { status } = await gateway.api('engineer', 'GET', `/v1/events?${query}`);
    assert.equal(status, 400, query);
  }
});

test('a header of 100 KB is refused, and the gateway lives', async () => {
  const reply = await raw(`GET / HTTP/1.1\r\nHost: ${new URL(gateway.wireUrl).host}\r\nX-Big: ${'a'.repeat(100_000)}\r\n\r\n`);

  assert.match(reply, /^HTTP\/1\.1 431/);
  await alive();
});

test('garbage and a request that is cut in its middle leave the gateway alive', async () => {
  assert.match(await raw('\u0016\u0003\u0001garbage\r\n\r\n'), /^HTTP\/1\.1 400/);
  const socket = connect(Number(new URL(gateway.wireUrl).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`POST / HTTP/1.1\r\nHost: ${new URL(gateway.wireUrl).host}\r\nContent-Length: 1000\r\n\r\nhalf`);
  socket.destroy();

  await alive();
});

test('a body over the limit is refused with the limit in the sentence', async () => {
  const got = await send({ service: 's3', method: 'PUT', path: '/demo/big', body: new Uint8Array(7 * 1024 * 1024) }).catch(
    (error: Error) => error,
  );

  // The server may close the connection while the client still writes: either way nothing was passed on.
  if (!(got instanceof Error)) assert.match(got.body, /limit/);
  await alive();
});

test('a foreign Host and a web page’s Origin are refused on both ports', async () => {
  for (const url of [gateway.wireUrl, gateway.apiUrl]) {
    const origin = await fetch(url, { headers: { origin: 'https://evil.example' } });
    const rebound = await rawTo(
      Number(new URL(url).port),
      'GET /healthz HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
    );

    assert.equal(origin.status, 403);
    assert.match(rebound, /^HTTP\/1\.1 403/);
  }
});

test('an upstream that is down, hangs up or answers garbage gives an error that no client repeats by itself', async () => {
  const answers = ['', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort', 'not http at all\r\n\r\n'];
  for (const answer of answers) {
    const upstream = await upstreamThatAnswers(answer);
    const other = await startGateway({ configFile: configWith(upstream.url) });
    try {
      const credentials = await other.issue('engineer');
      const sts = new STSClient({ region: 'eu-west-1', endpoint: other.wireUrl, credentials, maxAttempts: 1 });
      await assert.rejects(sts.send(new GetCallerIdentityCommand({})), /Countersign|connection|assumed|answer|reach/i);
    } finally {
      await other.stop();
      upstream.server.close();
    }
  }
});

async function alive(): Promise<void> {
  const sts = new STSClient({ region: 'eu-west-1', endpoint: gateway.wireUrl, credentials: issued });
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  assert.equal(Account, '123456789012');
}

function raw(bytes: string): Promise<string> {
  return rawTo(Number(new URL(gateway.wireUrl).port), bytes);
}

async function rawTo(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(bytes);
  return text(socket);
}

async function upstreamThatAnswers(answer: string): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` };
}

function configWith(endpoint: string): string {
  const root = new URL('../../', import.meta.url);
  const file = join(gateway.dataDirectory, 'other.yaml');
  const local = readFileSync(new URL('local/countersign.config.yaml', root), 'utf8');
  writeFileSync(
    file,
    local.replace('http://127.0.0.1:%SANDBOX_PORT%', endpoint).replace('../policies', new URL('policies', root).pathname),
  );
  return file;
}
