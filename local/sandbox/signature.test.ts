import assert from 'node:assert/strict';
import { test } from 'node:test';
import aws4 from 'aws4';
import { emulatorCredentials } from '#adapters/upstream/sts-place.ts';
import type { Header, HttpRequest } from '#core/http.ts';
import { createSandbox } from './sandbox.ts';

const now = '2026-01-02T03:04:05.000Z';
const body = 'Action=GetCallerIdentity&Version=2011-06-15';
const sandbox = createSandbox({ account: '123456789012', now: () => now, newId: () => 'id' });

type Wish = {
  readonly date?: string;
  readonly secretAccessKey?: string;
  readonly service?: string;
  readonly path?: string;
  readonly body?: string;
};

/** Signed by aws4: a second writer of signatures, so that the check is not held against itself alone. */
function signed(wish: Wish = {}): HttpRequest {
  const { date = '20260102T030405Z', service = 'sts', path = '/', ...rest } = wish;
  const options = {
    host: '127.0.0.1:1',
    method: 'POST',
    path,
    service,
    region: 'eu-west-1',
    body: rest.body ?? body,
    headers: { 'X-Amz-Date': date, 'Content-Type': 'application/x-www-form-urlencoded' },
  };
  const request = aws4.sign(options, {
    ...emulatorCredentials,
    ...(rest.secretAccessKey && { secretAccessKey: rest.secretAccessKey }),
  });
  const headers = Object.entries(request.headers ?? {}).map(([name, value]): Header => [name, String(value)]);
  const [rawPath = '/', query = ''] = path.split('?');
  return { method: 'POST', path: rawPath, query, headers, body: Buffer.from(options.body) };
}

async function answerTo(request: HttpRequest): Promise<string> {
  const reply = await sandbox.handle(request);
  const text = Buffer.from(reply.body).toString();
  return /<Code>(.*)<\/Code>/.exec(text)?.[1] ?? /"__type":"([^"]*)"/.exec(text)?.[1] ?? String(reply.status);
}

function withHeader(request: HttpRequest, name: string, change: (value: string) => string): HttpRequest {
  return {
    ...request,
    headers: request.headers.map(([key, value]) => [key, key.toLowerCase() === name ? change(value) : value]),
  };
}

test('a good signature passes', async () => {
  assert.equal(await answerTo(signed()), '200');
});

test('another secret, path, query, body, host or header does not pass', async () => {
  const request = signed();
  const changed = [
    signed({ secretAccessKey: 'wrong' }),
    { ...request, path: '/other' },
    { ...request, query: 'a=1' },
    { ...request, body: Buffer.from(`${body}&x=1`) },
    withHeader(request, 'host', () => '127.0.0.1:2'),
    withHeader(request, 'content-type', () => 'text/plain'),
    withHeader(request, 'authorization', (value) => value.replace('eu-west-1', 'us-east-1')),
    withHeader(request, 'authorization', (value) => value.replace(/.$/, (last) => (last === '0' ? '1' : '0'))),
  ];

  for (const one of changed) assert.equal(await answerTo(one), 'SignatureDoesNotMatch');
});

test('an x-amz header that is not signed, or a signed one that comes twice, does not pass', async () => {
  const request = signed();

  assert.equal(await answerTo({ ...request, headers: [...request.headers, ['x-amz-extra', '1']] }), 'SignatureDoesNotMatch');
  assert.equal(
    await answerTo({ ...request, headers: [...request.headers, ['X-Amz-Date', '20260102T030405Z']] }),
    'SignatureDoesNotMatch',
  );
});

test('an unknown key, none at all, and a stale or future signature are refused by AWS’s codes', async () => {
  const unknown = withHeader(signed(), 'authorization', (value) => value.replace(emulatorCredentials.accessKeyId, 'AKIANOBODY'));

  assert.equal(await answerTo(unknown), 'InvalidClientTokenId');
  assert.equal(await answerTo({ ...signed(), headers: [] }), 'MissingAuthenticationToken');
  assert.equal(await answerTo(signed({ date: '20260102T024900Z' })), 'SignatureDoesNotMatch');
  assert.equal(await answerTo(signed({ date: '20260102T032100Z' })), 'SignatureDoesNotMatch');
});

test('each protocol says it by its own code', async () => {
  const wrong = { secretAccessKey: 'wrong' };

  assert.equal(await answerTo(signed({ ...wrong, service: 'ec2' })), 'AuthFailure');
  assert.equal(await answerTo(signed({ ...wrong, service: 'dynamodb' })), 'InvalidSignatureException');
  assert.equal(await answerTo(signed({ ...wrong, service: 's3' })), 'SignatureDoesNotMatch');
});

test('a claimed hash that is not the body’s is refused', async () => {
  const request = signed({ service: 's3', path: '/demo/x' });

  assert.equal(await answerTo({ ...request, body: Buffer.from('other') }), 'XAmzContentSHA256Mismatch');
});
