/** What clients can send beside the plain story: each row with the unmodified SDK over the real wire. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as rawRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { NodeHttp2Handler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { signRequest } from '#core/protocols/aws/signature/sign-request.ts';
import { Sha256 } from '#test/vectors/signers.ts';
import { awsCli, keysEnv } from './support/aws-cli.ts';
import { type Issued, startGateway, type TestGateway } from './support/gateway.ts';
import { needs } from './support/on-path.ts';
import { type RunningSandbox, startSandbox } from './support/sandbox.ts';

const Bucket = 'demo';
let sandbox: RunningSandbox;
let gateway: TestGateway;
let issued: Issued;
let home: string;

before(async () => {
  home = mkdtempSync(join(tmpdir(), 'countersign-rows-'));
  sandbox = await startSandbox({ externalId: 'sandbox-external-id' });
  gateway = await startGateway({ configFile: presigningConfig(home) });
  issued = await gateway.issue('engineer');
});
after(async () => {
  await gateway.stop();
  await sandbox.stop();
  rmSync(home, { recursive: true });
});

function presigningConfig(directory: string): string {
  const root = new URL('../../', import.meta.url);
  const file = join(directory, 'countersign.config.yaml');
  const shipped = readFileSync(new URL('local/countersign.config.yaml', root), 'utf8');
  writeFileSync(
    file,
    shipped
      .replace('http://127.0.0.1:%SANDBOX_PORT%', sandbox.url)
      .replace(/^( +)endpoint: /m, '$1presigned: true\n$1endpoint: ')
      .replace('../policies', new URL('policies', root).pathname),
  );
  return file;
}

const settings = () => ({ region: 'eu-west-1', endpoint: gateway.wireUrl, credentials: issued });
const host = () => new URL(gateway.wireUrl).host;

/** One raw request, as it stands. */
async function raw(path: string, headers: Readonly<Record<string, string>>, method = 'GET') {
  const { hostname, port } = new URL(gateway.wireUrl);
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number;
    body: string;
    headers: NodeJS.Dict<string | string[]>;
  }>();
  const sent = rawRequest({ hostname, port, path, method, headers }, async (reply) =>
    resolve({ status: reply.statusCode ?? 0, body: await text(reply), headers: reply.headers }),
  );
  sent.on('error', reject);
  sent.end();
  return promise;
}

async function presigned(key: string, wish: { readonly expiresIn?: number; readonly method?: string } = {}) {
  const signer = new SignatureV4({
    credentials: issued,
    region: 'eu-west-1',
    service: 's3',
    sha256: Sha256,
    uriEscapePath: false,
  });
  const { query = {} } = await signer.presign(
    {
      method: wish.method ?? 'GET',
      protocol: 'http:',
      hostname: host(),
      path: `/${Bucket}/${key}`,
      query: wish.method === undefined ? { 'x-id': 'GetObject' } : {},
      headers: { host: host(), 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    },
    { expiresIn: wish.expiresIn ?? 300 },
  );
  const pairs = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]);
  return `/${Bucket}/${key}?${new URLSearchParams(pairs)}`;
}

test('a presigned URL opens its object to whoever has it, by GET and HEAD as it was signed', async () => {
  const s3 = new S3Client(settings());
  await s3.send(new PutObjectCommand({ Bucket, Key: 'signed.txt', Body: 'by url' }));

  const got = await raw(await presigned('signed.txt'), {});
  const head = await raw(await presigned('signed.txt', { method: 'HEAD' }), {}, 'HEAD');

  assert.deepEqual([got.status, got.body, head.status, head.body], [200, 'by url', 200, '']);
});

test('a presigned URL for another object, or for longer than 15 minutes, opens nothing', async () => {
  const [, query = ''] = (await presigned('signed.txt')).split('?');

  const other = await raw(`/${Bucket}/hello.txt?${query}`, {});
  const long = await raw(await presigned('signed.txt', { expiresIn: 3600 }), {});

  assert.deepEqual([other.status, long.status], [403, 501]);
  assert.match(other.body, /<Code>SignatureDoesNotMatch<\/Code>/);
  assert.match(long.body, /900 seconds at most/);
});

test('aws s3 presign gives a URL that works', needs('aws'), async () => {
  const { AWS_CONFIG_FILE: _none, ...env } = keysEnv(gateway.wireUrl, issued);
  const file = join(home, 's3v4');
  writeFileSync(file, '[default]\ns3 =\n  signature_version = s3v4\n  addressing_style = path\n');

  const { stdout } = await awsCli(['s3', 'presign', `s3://${Bucket}/hello.txt`, '--expires-in', '60'], {
    ...env,
    AWS_CONFIG_FILE: file,
  });
  const url = new URL(stdout.trim());

  assert.equal((await raw(`${url.pathname}${url.search}`, {})).status, 200);
});

test('HTTP/2 with prior knowledge carries the same calls', async () => {
  const client = new DynamoDBClient({ ...settings(), requestHandler: new NodeHttp2Handler() });
  const Item = { id: { S: 'over-h2' } };

  await client.send(new PutItemCommand({ TableName: 'orders', Item }));
  const got = await client.send(new GetItemCommand({ TableName: 'orders', Key: Item }));

  client.destroy();
  assert.deepEqual(got.Item?.id, { S: 'over-h2' });
});

test('a service named in the path prefix is served, and a prefix of another service is refused', async () => {
  const own = new DynamoDBClient({ ...settings(), endpoint: `${gateway.wireUrl}/_svc/dynamodb` });
  const foreign = new DynamoDBClient({ ...settings(), endpoint: `${gateway.wireUrl}/_svc/sqs` });

  assert.ok((await own.send(new ListTablesCommand({}))).TableNames?.includes('orders'));
  await assert.rejects(foreign.send(new ListTablesCommand({})), /_svc\/sqs/);
});

for (const seconds of [-3600, 3600]) {
  test(`a client whose clock is ${seconds} s off corrects itself by the Date of the refusal`, async (t) => {
    const real = Date.now;
    t.mock.method(Date, 'now', () => real() + seconds * 1000);
    const sts = new STSClient(settings());

    const { Account } = await sts.send(new GetCallerIdentityCommand({}));

    assert.equal(Account, '123456789012');
  });
}

test('a bucket in front of the host is served with the signature over that host', async () => {
  const unsigned = {
    method: 'GET',
    path: '/hello.txt',
    query: '',
    headers: [],
    body: new Uint8Array(),
    host: `${Bucket}.${host()}`,
  };
  const credentials = { ...issued, expiresAt: '' };
  const signing = { credentials, signingName: 's3', signingRegion: 'eu-west-1', now: new Date().toISOString() };

  const reply = await raw('/hello.txt', Object.fromEntries([['host', unsigned.host], ...signRequest(unsigned, signing)]));

  assert.equal(reply.status, 200);
});

test('ranges, HEAD, copies, conditions and encoded lists pass', async () => {
  const s3 = new S3Client(settings());
  const Key = 'a b/ü+&=?#%2F~!*()/x';
  const Body = Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key, Body }));

  const part = await s3.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=2-4' }));
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
  const CopySource = `${Bucket}/${Key.split('/').map(encodeURIComponent).join('/')}`;
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'copied', CopySource }));
  const copy = await s3.send(new GetObjectCommand({ Bucket, Key: 'copied', IfMatch: ETag }));
  const list = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'a b/', EncodingType: 'url' }));

  assert.deepEqual([await part.Body?.transformToByteArray(), head.ContentLength], [new Uint8Array(Body.subarray(2, 5)), 10]);
  assert.deepEqual(await copy.Body?.transformToByteArray(), new Uint8Array(Body));
  assert.equal(decodeURIComponent(list.Contents?.[0]?.Key ?? ''), Key);
  await assert.rejects(
    s3.send(new GetObjectCommand({ Bucket, Key, IfNoneMatch: ETag })),
    (error: { readonly $metadata?: { readonly httpStatusCode?: number } }) => error.$metadata?.httpStatusCode === 304,
  );
  await assert.rejects(s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x', IfNoneMatch: '*' })), {
    name: 'PreconditionFailed',
  });
});

test('a body over the limit is refused in words that the client shows', async () => {
  const s3 = new S3Client({ ...settings(), maxAttempts: 1 });

  await assert.rejects(s3.send(new PutObjectCommand({ Bucket, Key: 'huge', Body: Buffer.alloc(7 * 1024 * 1024) })), {
    name: 'EntityTooLarge',
    message: /limit of this front/,
  });
});
