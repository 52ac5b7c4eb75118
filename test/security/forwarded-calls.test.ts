/**
 * What goes upstream is what was decided (threats 8): valid requests of every protocol, broken and bent in every way at hand, are refused, or
 * reach an upstream double as a request that decodes to exactly the parameters that policy saw.
 */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { createUpstream } from '#adapters/upstream/aws-http.ts';
import { canonicalJson } from '#core/canonical.ts';
import type { Operation } from '#core/catalog/operation.ts';
import type { Protocol } from '#core/catalog/service.ts';
import { GatewayError } from '#core/errors.ts';
import type { Header, HttpRequest } from '#core/http.ts';
import type { Connection, Json, Parameters } from '#core/model.ts';
import { isChecksumMember } from '#core/protocols/aws/codec/checksums.ts';
import { decodeParameters } from '#core/protocols/aws/codec/decode.ts';
import { encodeParameters } from '#core/protocols/aws/codec/encode.ts';
import { identify } from '#core/protocols/aws/identify/identify.ts';
import { decodeWireCall } from '#core/wire-call.ts';
import { sampleParameters, seededRandom } from '#test/differential/parameter-sample.ts';

const catalog = readCatalog();
const payload = new TextEncoder().encode('{"a": 1}');
const upstream = createUpstream({ now: () => '2026-01-31T10:00:00.000Z' });
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x', expiresAt: '2026-02-01T00:00:00.000Z' };
const wanted: readonly (readonly [id: string, protocol: Protocol])[] = [
  ['ec2:RunInstances', 'ec2'],
  ['ec2:CreateTags', 'ec2'],
  ['sns:Publish', 'query'],
  ['iam:CreatePolicy', 'query'],
  ['dynamodb:PutItem', 'json'],
  ['secretsmanager:CreateSecret', 'json'],
  ['ssm:SendCommand', 'json'],
  ['lambda:Invoke', 'rest-json'],
  ['lambda:CreateFunction', 'rest-json'],
  ['bedrock-runtime:Converse', 'rest-json'],
  ['s3:PutObject', 'rest-xml'],
  ['s3:DeleteObjects', 'rest-xml'],
  ['s3:PutBucketAcl', 'rest-xml'],
  ['s3:ListObjectsV2', 'rest-xml'],
  ['route53:ChangeResourceRecordSets', 'rest-xml'],
  ['cloudwatch:PutMetricData', 'cbor'],
];

let server: Server;
let connection: Connection;
let received: HttpRequest | undefined;

before(async () => {
  server = createServer(async (request, response) => {
    const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s);
    const headers = request.rawHeaders.flatMap((name, index): Header[] =>
      index % 2 === 0 ? [[name, request.rawHeaders[index + 1] ?? '']] : [],
    );
    received = { method: request.method ?? '', path, query, headers, body: new Uint8Array(await buffer(request)) };
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  connection = {
    kind: 'aws',
    name: 'double',
    account: '123456789012',
    regions: ['eu-west-1'],
    roles: [],
    wait: 'deny',
    mode: 'enforce',
    endpoint: `http://127.0.0.1:${port}`,
  };
});
after(() => {
  upstream.close();
  server.close();
});

type Seed = {
  readonly operation: Operation;
  readonly protocol: Protocol;
  readonly signingName: string;
  readonly request: HttpRequest;
};

function seedOf(id: string, protocol: Protocol, seed: number): Seed {
  const [serviceId = '', name = ''] = id.split(':');
  const service = catalog.services.get(serviceId);
  const operation = catalog.operation(serviceId, name);
  if (service === undefined || operation === undefined) throw new Error(`the catalog has no ${id}`);
  const input = catalog.shape(operation, 'input');
  const hasEmpty = protocol === 'json' || protocol === 'cbor';
  const sampled = sampleParameters(input, { random: seededRandom(seed), hasEmpty });
  const isBlob = input?.kind === 'structure' && input.members.get(input.payload ?? '')?.shape.kind === 'blob';
  const { checksumMember } = operation;
  const algorithm: Parameters = checksumMember === undefined ? {} : { [checksumMember]: 'SHA256' };
  const bucket: Parameters = serviceId === 's3' ? { Bucket: 'my-bucket' } : {};
  const as = { protocol, operation, service, input, ...(isBlob ? { payload } : {}) };
  const request = encodeParameters({ ...sampled, ...algorithm, ...bucket }, as);
  return { operation, protocol, signingName: service.signingName, request };
}

/** What policy saw, and what the double decodes; `undefined` when the request was refused. */
async function sent(request: HttpRequest, { signingName, protocol }: Seed) {
  const decided = decide(request, signingName);
  if (decided === undefined) return undefined;
  const [call] = decided.calls;
  received = undefined;
  await upstream.send(decided.upstream, credentials).catch((error: unknown) => {
    if (!(error instanceof GatewayError && error.code === 'upstream-unreachable')) throw error;
  });
  if (received === undefined) return undefined;
  const { candidates, request: seen, protocol: spoken } = identify(received, signingName, catalog);
  assert.equal(spoken, protocol);
  const operation = candidates.find(({ name, service }) => name === call.operation && service === call.service);
  if (operation === undefined) throw new Error(`${call.operation} reached the upstream as ${candidates.map(({ name }) => name)}`);
  return {
    decided: plain(call.parameters, operation),
    read: plain(decodeParameters(seen, { ...decided.wire, protocol }), operation),
  };
}

function decide(request: HttpRequest, signingName: string) {
  try {
    return decodeWireCall(
      request,
      { signingName, region: 'eu-west-1' },
      { connection, options: { catalog, hashKey: payload, ownTokens: (call) => call.parameters } },
    );
  } catch (error) {
    if (error instanceof GatewayError && error.code !== 'internal') return undefined;
    throw error;
  }
}

/** Without what is written over the body that is sent, and without the owner that the gateway adds for S3. */
function plain(parameters: Parameters, operation: Operation): string {
  const input = catalog.shape(operation, 'input');
  const members = input?.kind === 'structure' ? input.members : new Map<string, never>();
  const kept = Object.entries(parameters).flatMap(([name, value]) => {
    const member = members.get(name);
    if (member !== undefined && isChecksumMember(name, member, operation)) return [];
    if (/^Expected(?:Source)?BucketOwner$/.test(name) && value === '123456789012') return [];
    const isPayload = typeof value === 'object' && value !== null && 'keyedHash' in value;
    return [[name, isPayload ? { sizeBytes: Object(value).sizeBytes } : value] as const];
  });
  return canonicalJson(Object.fromEntries<Json>(kept));
}

type Bend = (request: HttpRequest, random: () => number) => HttpRequest;

const text = (body: string): Uint8Array => new TextEncoder().encode(body);
const asText = ({ body }: HttpRequest): string => Buffer.from(body).toString('latin1');
const within = (length: number, random: () => number): number => Math.floor(random() * length);

const withBody =
  (change: (body: string, random: () => number) => string): Bend =>
  (request, random) => ({ ...request, body: new Uint8Array(Buffer.from(change(asText(request), random), 'latin1')) });

const withHeader =
  (...headers: readonly Header[]): Bend =>
  (request) => ({ ...request, headers: [...request.headers, ...headers] });

const withQuery =
  (more: string): Bend =>
  (request) => ({ ...request, query: request.query === '' ? more : `${request.query}&${more}` });

function insert(what: string): Bend {
  return withBody((body, random) => {
    const at = within(body.length + 1, random);
    return body.slice(0, at) + what + body.slice(at);
  });
}

const bends: Readonly<Record<string, Bend>> = {
  'as it is': (request) => request,
  truncated: withBody((body, random) => body.slice(0, within(body.length, random))),
  'with a byte changed': withBody((body, random) => {
    const at = within(body.length, random);
    return body.slice(0, at) + String.fromCharCode(within(256, random)) + body.slice(at + 1);
  }),
  'with a part twice': withBody((body, random) => {
    const at = within(body.length, random);
    const end = at + 1 + within(40, random);
    return body.slice(0, end) + body.slice(at, end) + body.slice(end);
  }),
  'with a part moved': withBody((body, random) => {
    const at = within(body.length, random);
    const end = at + 1 + within(24, random);
    return body.slice(end) + body.slice(at, end) + body.slice(0, at);
  }),
  'with its first half twice': withBody((body) => body.slice(0, body.length / 2) + body),
  'with every member twice': withBody((body) => body.replace(/^\{(.*)\}$/s, '{$1,$1}')),
  'with all fields twice': withBody((body) => (body.includes('Action=') ? `${body}&${body}` : body)),
  'with an element twice': withBody((body) => body.replace(/<(\w+)>[^<]*<\/\1>/, '$&$&')),
  'with every element twice': withBody((body) => body.replace(/^(<\w+[^>]*>)(.*)(<\/\w+>)$/s, '$1$2$2$3')),
  'with every key of a map twice': withBody((body) => {
    const items = body.charCodeAt(0) - 0xa0;
    return items > 0 && items < 12 ? String.fromCharCode(0xa0 + 2 * items) + body.slice(1) + body.slice(1) : body;
  }),
  'with numbers as text': withBody((body) => body.replace(/:(-?\d+)(?=[,}\]])/g, ':"$1"')),
  'with text as numbers': withBody((body) => body.replace(/:"[^"\\]*"/, ':7')),
  'with null for something': withBody((body, random) =>
    body.replace(/:"[^"\\]*"/g, (found) => (random() < 0.3 ? ':null' : found)),
  ),
  'with a huge number': withBody((body) => body.replace(/(?<=[:>=])-?\d+/, '9'.repeat(400))),
  'with a big integer': withBody((body) => body.replace(/(?<=[:>=])-?\d+/, '9007199254740993')),
  'with an exponent': withBody((body) => body.replace(/(?<=[:>=])-?\d+/, '1e2')),
  'with minus zero': withBody((body) => body.replace(/(?<=[:>=])-?\d+/, '-0')),
  'with lower-case escapes': (request) => ({
    ...request,
    path: request.path.replace(/%[0-9A-F]{2}/g, (found) => found.toLowerCase()),
    query: request.query.replace(/%[0-9A-F]{2}/g, (found) => found.toLowerCase()),
    body: new Uint8Array(
      Buffer.from(
        asText(request).replace(/%[0-9A-F]{2}/g, (found) => found.toLowerCase()),
        'latin1',
      ),
    ),
  }),
  'with needless escapes': (request) => ({
    ...request,
    path: request.path.replace(/[a-z]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  }),
  'with other spaces': withBody((body) => body.replaceAll('%20', '+')),
  'with invalid UTF-8': insert('\xff\xc3\x28'),
  'with an overlong encoding': insert('\xc0\xaf'),
  'with a byte order mark': withBody((body) => `\xef\xbb\xbf${body}`),
  'with an entity bomb': withBody(
    (body) => `<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>${body.replace('>', '>&c;')}`,
  ),
  'with a comment': withBody((body) => body.replace('><', '><!-- --><')),
  'with CDATA': withBody((body) => body.replace(/>([^<]+)</, '><![CDATA[$1]]><')),
  'with a namespace': withBody((body) => body.replace(/<(\w+)/, '<$1 xmlns:x="y" xmlns="z"')),
  'with white space': withBody((body) => body.replace(/([{,>])/g, '$1\n ')),
  'with deep nesting': withBody((body) => body.replace(/:"[^"\\]*"/, `:${'['.repeat(3000)}${']'.repeat(3000)}`)),
  'with an unknown member': withBody((body) =>
    body.replace(/^\{/, '{"NotThere":1,').replace(/$/, body.includes('Action=') ? '&NotThere=1' : ''),
  ),
  'with __proto__': withBody((body) => body.replace(/^\{/, '{"__proto__":{"a":1},')),
  'with a gap in a list': withBody((body) => body.replace(/\.1(?=[.=])/, '.3')),
  'with a list from 0': withBody((body) => body.replace(/\.1(?=[.=])/, '.0')),
  'with another version': withBody((body) => body.replace(/Version=[\d-]+/, 'Version=2011-01-01')),
  'with another action behind': withBody((body) => (body.includes('Action=') ? `${body}&Action=DeleteEverything` : body)),
  'with an action in the query': withQuery('Action=DeleteEverything&Version=2016-11-15'),
  'with a sub-resource': withQuery('acl'),
  'with two sub-resources': withQuery('tagging&acl'),
  'with its query twice': (request) => ({ ...request, query: `${request.query}&${request.query}` }),
  'with a signature in the query': withQuery('X-Amz-Signature=abc&X-Amz-Algorithm=AWS4-HMAC-SHA256'),
  'with x-id': withQuery('x-id=Something'),
  'with a method override': withHeader(['x-http-method-override', 'DELETE']),
  'with a second target': withHeader(['x-amz-target', 'DynamoDB_20120810.DeleteTable']),
  'with a second protocol': withHeader(['smithy-protocol', 'rpc-v2-cbor']),
  'with an unmodelled header': withHeader(['x-amz-not-there', '1']),
  'with an unmodelled ACL': withHeader(['x-amz-acl', 'public-read']),
  'with another charset': (request) => ({
    ...request,
    headers: request.headers.map(
      ([name, value]) => [name, name === 'content-type' ? `${value}; charset=utf-16` : value] as const,
    ),
  }),
  'with a coding': withHeader(['content-encoding', 'gzip']),
  'with a chunked frame': withHeader(['content-encoding', 'aws-chunked'], ['x-amz-decoded-content-length', '3']),
  'with headers twice': (request) => ({ ...request, headers: [...request.headers, ...request.headers] }),
  'with dot segments': (request) => ({ ...request, path: `${request.path}/../x` }),
  'with an empty segment': (request) => ({ ...request, path: request.path.replace('/', '//') }),
  'with a slash behind': (request) => ({ ...request, path: `${request.path}/` }),
  'with an encoded slash': (request) => ({ ...request, path: request.path.replace(/(?<=.)\/(?=.)/, '%2F') }),
  'with another method': (request) => ({ ...request, method: request.method === 'GET' ? 'DELETE' : 'GET' }),
  'with no body': (request) => ({ ...request, body: new Uint8Array() }),
  'with another body': (request) => ({ ...request, body: text('{"Action":"x"}') }),
};

const counts = { forwarded: 0, refused: 0 };

for (const [id, protocol] of wanted) {
  test(`${id} (${protocol}), however it is bent, is refused or forwarded as it was decided`, async () => {
    const seeds = [1, 2, 3].map((seed) => seedOf(id, protocol, seed));
    let forwarded = 0;
    for (const [name, bend] of Object.entries(bends)) {
      for (const [index, seed] of seeds.entries()) {
        const random = seededRandom(index * 1000 + name.length);
        for (let round = 0; round < 4; round += 1) {
          const result = await sent(bend(seed.request, random), seed).catch((error: unknown) => {
            throw new Error(`${name}, seed ${index + 1}: ${error instanceof Error ? error.message : error}`, { cause: error });
          });
          if (result === undefined) counts.refused += 1;
          else {
            forwarded += 1;
            assert.equal(result.read, result.decided, `${name}, seed ${index + 1}`);
          }
        }
      }
    }
    counts.forwarded += forwarded;
    assert.ok(forwarded >= 12, `only ${forwarded} requests came through: the samples themselves are refused`);
  });
}

test('a request that says something else is noticed', async () => {
  const [one, other] = [seedOf('dynamodb:PutItem', 'json', 1), seedOf('dynamodb:PutItem', 'json', 2)];

  const [left, right] = [await sent(one.request, one), await sent(other.request, other)];

  assert.notEqual(left?.read, undefined);
  assert.notEqual(left?.read, right?.decided);
});

test('requests were both refused and forwarded', (context) => {
  context.diagnostic(`${counts.forwarded} forwarded as decided, ${counts.refused} refused`);
  assert.ok(counts.forwarded > 500 && counts.refused > 500);
});
