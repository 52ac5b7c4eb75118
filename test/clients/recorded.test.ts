/**
 * Every request that the aws CLI, boto3 and the JavaScript SDK were recorded sending verifies and is decoded as the operation that
 * was called; with one byte changed it does not verify.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { digestedParameters } from '#core/approval/call-digest.ts';
import { type Header, type HttpRequest, headerValue } from '#core/http.ts';
import type { Connection, Parameters } from '#core/model.ts';
import { readAuthorization } from '#core/protocols/aws/signature/authorization.ts';
import { verifySignature } from '#core/protocols/aws/signature/verify-signature.ts';
import { decodeWireCall } from '#core/wire-call.ts';
import { credentials } from '#test/vectors/signers.ts';

type Recorded = HttpRequest & { readonly call: string; readonly host: string };
type Stored = Omit<Recorded, 'body' | 'headers'> & { readonly headers: readonly Header[]; readonly body: string };

const catalog = readCatalog();
const hashKey = new Uint8Array(32);
const directory = new URL('./recorded/', import.meta.url);
const recordings = readdirSync(directory).map((file): readonly [string, readonly Recorded[]] => {
  const stored: readonly Stored[] = JSON.parse(readFileSync(new URL(file, directory), 'utf8'));
  return [file.replace('.json', ''), stored.map((each) => ({ ...each, body: Buffer.from(each.body, 'base64') }))];
});

const connection: Connection = {
  kind: 'aws',
  name: 'recorded',
  account: '123456789012',
  regions: ['eu-west-1', 'us-east-1'],
  roles: [],
  wait: 'hold',
  mode: 'enforce',
};

/** When it was sent, by its own word. */
function sentAt(request: HttpRequest): string {
  const presigned = new URLSearchParams(request.query).get('X-Amz-Date');
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(headerValue(request.headers, 'x-amz-date') ?? presigned ?? '') ?? [];
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
}

/** The name by which the SDK knew the gateway, where it put a bucket in front. */
function hostsOf({ host }: Recorded): readonly string[] {
  return [host, host.replace('127.0.0.1', 'gateway.test')];
}

function verify(request: Recorded, now: string) {
  const authorization = readAuthorization(request);
  const settings = { now, hosts: hostsOf(request), isSecure: true };
  const { request: verified } = verifySignature(request, authorization, credentials.secretAccessKey, settings);
  return { verified, scope: { signingName: authorization.service, region: authorization.region } };
}

function decode(request: Recorded) {
  const { verified, scope } = verify(request, sentAt(request));
  return decodeWireCall(verified, scope, { connection, options: { catalog, hashKey, ownTokens: (call) => call.parameters } });
}

/** Commands that are no operation's name. */
const high: Readonly<Record<string, string>> = { 's3 ls': 's3 ListBuckets', 's3 ls s3://demo --recursive': 's3 ListObjectsV2' };

/** `ec2 describe-instances`, `ec2 describe_instances` and `ec2 DescribeInstances, …` are one operation. */
function called(call: string): string {
  const [service = '', operation = ''] = (high[call] ?? call).split(/[ ,]/);
  return `${service.replace(/^s3api$/, 's3')}:${operation.replaceAll(/[-_]/g, '').toLowerCase()}`;
}

const refused = (request: Recorded) => request.call.endsWith('by SigV2');

const least: Readonly<Record<string, number>> = { 'aws-cli': 80, boto3: 30, 'sdk-js': 30 };

/** What the facts about clients name beside the plain calls, by what shows that it was recorded. */
const forms: readonly (readonly [name: string, client: string, shows: (request: Recorded) => boolean])[] = [
  ['an unsigned chunked body over TLS', 'aws-cli', isChunked],
  ['an unsigned chunked body over TLS', 'boto3', isChunked],
  ['an unsigned chunked body over TLS', 'sdk-js', isChunked],
  ['a signed S3 body over http', 'aws-cli', ({ method, headers }) => method === 'PUT' && isHash(headers)],
  ['gzip', 'sdk-js', ({ headers }) => headerValue(headers, 'content-encoding') === 'gzip' && isTarget(headers)],
  ['gzip', 'boto3', ({ headers }) => headerValue(headers, 'content-encoding') === 'gzip'],
  ['CBOR', 'sdk-js', ({ headers }) => headerValue(headers, 'smithy-protocol') === 'rpc-v2-cbor'],
  ['a path prefix of a service', 'aws-cli', ({ path }) => path.startsWith('/_svc/')],
  ['a path prefix of a service', 'sdk-js', ({ path }) => path.startsWith('/_svc/')],
  ['a presigned URL', 'boto3', ({ query }) => query.includes('X-Amz-Signature=')],
  ['a bucket in front of the host', 'sdk-js', ({ headers }) => headerValue(headers, 'host')?.startsWith('bkt.') === true],
  ['a bucket path that ends in a slash', 'sdk-js', ({ path, query }) => path === '/bkt/' && query.startsWith('list-type')],
  ['a QueueUrl of the gateway', 'aws-cli', ({ body, host }) => Buffer.from(body).includes(`${host}/123456789012/jobs`)],
  ['a QueueUrl of the gateway', 'boto3', ({ body, host }) => Buffer.from(body).includes(`${host}/123456789012/jobs`)],
  ['a QueueUrl of the gateway', 'sdk-js', ({ body, host }) => Buffer.from(body).includes(`${host}/123456789012/jobs`)],
  ['an ARN in the path', 'sdk-js', ({ path }) => path.includes('arn%3Aaws%3Alambda')],
  ['a signed accept header', 'aws-cli', (request) => readAuthorization(request).signedHeaders.includes('accept')],
  ['nearly every header signed', 'sdk-js', (request) => readAuthorization(request).signedHeaders.includes('content-length')],
  ['dot segments and empty segments in a key', 'aws-cli', ({ path }) => path.includes('/a//b/../c/./d')],
  ['dot segments and empty segments in a key', 'sdk-js', ({ path }) => path.includes('//x/./y')],
  ...(['aws-cli', 'boto3', 'sdk-js'] as const).map(
    (client) =>
      ['a URL for the source of a copy', client, ({ body }: Recorded) => /&Pre[Ss]ignedUrl=/.test(String(body))] as const,
  ),
  ['a global service under the region of the client', 'aws-cli', (request) => isScope(request, 'iam/')],
];

function isChunked({ headers }: Recorded): boolean {
  return headerValue(headers, 'x-amz-content-sha256') === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
}

function isHash(headers: readonly Header[]): boolean {
  return /^[0-9a-f]{64}$/.test(headerValue(headers, 'x-amz-content-sha256') ?? '');
}

function isTarget(headers: readonly Header[]): boolean {
  return headerValue(headers, 'x-amz-target') !== undefined;
}

function isScope({ headers }: Recorded, scope: string): boolean {
  return headerValue(headers, 'authorization')?.includes(`/eu-west-1/${scope}`) === true;
}

test('there is a recording of each client', () => {
  assert.deepEqual(recordings.map(([name]) => name).sort(), Object.keys(least).sort());
});

for (const [form, client, shows] of forms) {
  test(`recorded of ${client}: ${form}`, () => {
    const [, requests = []] = recordings.find(([name]) => name === client) ?? [];

    assert.ok(requests.filter((request) => !refused(request)).some(shows));
  });
}

for (const [name, requests] of recordings) {
  test(`every recorded request of ${name} verifies and is the operation that was called`, () => {
    assert.ok(requests.length >= (least[name] ?? 0), `${requests.length} requests`);
    for (const request of requests.filter((each) => !refused(each))) {
      const { calls } = decode(request);

      const told = calls.map(({ service, operation }) => `${service}:${operation.toLowerCase()}`);
      assert.ok(told.includes(called(request.call)), `${request.call}: ${told.join()}`);
    }
  });

  test(`no recorded request of ${name} verifies with another byte in its path, query, body or a signed header`, () => {
    let tried = 0;
    for (const request of requests.filter((each) => !refused(each))) {
      const now = sentAt(request);
      for (const changed of changes(request)) {
        assert.throws(() => verify(changed, now), `${changed.call}: ${changed.method} ${changed.path}`);
        tried += 1;
      }
    }
    assert.ok(tried > requests.length * 3, `${tried} tried`);
  });

  test(`the recording of ${name} tells nothing of the machine, and holds no key that AWS would take`, () => {
    const whole = JSON.stringify(
      requests.map(({ body, ...request }) => ({ ...request, text: Buffer.from(body).toString('latin1') })),
    );

    assert.doesNotMatch(whole, /\b(AKIA|ASIA)[A-Z0-9]{16}\b|\/root\/|\/home\/|\/work\/|os\/linux|\.internal\b/i);
  });
}

test('what boto3 presigns by default is refused with the setting that helps', () => {
  const found = recordings.flatMap(([, requests]) => requests.filter(refused));

  assert.equal(found.length, 1);
  for (const request of found) {
    assert.throws(() => readAuthorization(request), { code: 'unsupported-call', message: /signature_version.*s3v4/ });
  }
});

/** One changed byte in each part that is signed. */
function changes(request: Recorded): readonly Recorded[] {
  const { signedHeaders, presignedSeconds, payloadHash = '' } = readAuthorization(request);
  const headers = request.headers.flatMap(([name, value], index): readonly Recorded[] => {
    if (!signedHeaders.includes(name.toLowerCase()) || value === '') return [];
    return [{ ...request, headers: request.headers.with(index, [name, other(value)]) }];
  });
  const longer = { ...request, body: Buffer.concat([request.body, Buffer.from('x')]) };
  return [
    { ...request, method: request.method === 'GET' ? 'PUT' : 'GET' },
    { ...request, path: `${request.path}x` },
    { ...request, query: request.query === '' ? 'x=1' : other(request.query) },
    ...(presignedSeconds !== undefined && payloadHash === '' ? [] : [longer]),
    ...headers,
  ];
}

function other(text: string): string {
  const middle = Math.floor(text.length / 2);
  return `${text.slice(0, middle)}${text[middle] === 'x' ? 'y' : 'x'}${text.slice(middle + 1)}`;
}

/** What is digested of one object that a client put in several forms. */
function putAs(client: string): readonly Parameters[] {
  const [, requests = []] = recordings.find(([name]) => name === client) ?? [];
  return requests
    .filter(
      (request) => request.path === '/bkt/k' && request.method === 'PUT' && request.query.replace('x-id=PutObject', '') === '',
    )
    .map((request) => {
      const { calls, wire } = decode(request);
      return withoutMetadata(digestedParameters(calls[0].parameters, wire.input));
    });
}

/** One of them names some. */
function withoutMetadata({ Metadata: _, ...others }: Parameters): Parameters {
  return others;
}

test('one object is one call in whatever frame a client puts it: signed, chunked, or as a stream', () => {
  const [cli, boto3, js] = [putAs('aws-cli'), putAs('boto3'), putAs('sdk-js')];

  assert.deepEqual([cli.length, boto3.length, js.length], [2, 3, 3]);
  for (const forms of [cli, boto3, js]) for (const form of forms) assert.deepEqual(form, forms[0]);
  // This client alone says of which type the object is, and S3 keeps that with it.
  assert.deepEqual({ ...boto3[0], ContentType: 'application/octet-stream' }, js[0]);
});
