/**
 * The path and query that the upstream gets are the ones that were authorised: generated hostile ones reach an upstream double byte for
 * byte (paths), and are read there as the very call and resources that policy decided on; or they are refused.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { readCatalog } from '#adapters/files/catalog.ts';
import { createUpstream } from '#adapters/upstream/aws-http.ts';
import { GatewayError } from '#core/errors.ts';
import type { HttpRequest } from '#core/http.ts';
import type { Call, Connection } from '#core/model.ts';
import { decodeWireCall } from '#core/wire-call.ts';
import { type Capture, startCapture } from '#test/vectors/capture.ts';
import { createRandom, type Random } from '#test/vectors/random.ts';

const catalog = readCatalog();
const options = { catalog, hashKey: new Uint8Array(32), ownTokens: ({ parameters }: Call) => parameters };
const account = '123456789012';
const region = 'eu-west-1';
const upstream = createUpstream({ now: () => '2026-01-31T10:00:00.000Z' });
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'x', expiresAt: '2026-02-01T00:00:00.000Z' };
const requestsEach = 300;

let double: Capture;
let connection: Connection;

before(async () => {
  double = await startCapture(() => ({ status: 200, headers: [], body: new Uint8Array() }));
  const roles = [{ arn: `arn:aws:iam::${account}:role/r`, groups: [], narrow: 'service' }] as const;
  const { endpoint } = double;
  connection = { kind: 'aws', name: 'double', account, regions: [region], roles, wait: 'deny', mode: 'enforce', endpoint };
});
after(async () => {
  upstream.close();
  await double.close();
});

/** Pieces that parsers, proxies and URL libraries read in different ways. */
const pieces = [
  'a',
  'Z9',
  '-._~',
  '%20',
  '+',
  '%2B',
  '%25',
  '%2F',
  '%2f',
  '%5C',
  '%3F',
  '%3f',
  '%23',
  '%26',
  '%3D',
  '.',
  '..',
  '%2E%2E',
  '%2e',
  '//',
  '/',
  '%C3%BC',
  '%c3%bc',
  '%00',
  '%0A',
  '%0d',
  '!',
  "'",
  '(',
  ')',
  '*',
  ';',
  ':',
  '@',
  ',',
  '$',
  '=',
  '&amp;',
  '%7E',
  '%ED%A0%80',
  '%F0%9F%9A%80',
] as const; // prettier-ignore

function hostile(random: Random, most: number): string {
  return Array.from({ length: random.below(most) + 1 }, () => random.pick(pieces)).join('');
}

function value(random: Random): string {
  return hostile(random, 5).replaceAll(/[&#?]/g, '');
}

type Generator = {
  readonly signingName: string;
  readonly make: (random: Random) => Pick<HttpRequest, 'method' | 'path' | 'query'>;
};

const empty = new Uint8Array();

const generators: Readonly<Record<string, Generator>> = {
  'S3 objects': {
    signingName: 's3',
    make: (random) => ({
      method: random.pick(['GET', 'HEAD', 'PUT', 'DELETE']),
      path: `/my-bucket/${hostile(random, 8)}`,
      query: random.pick([
        '',
        'x-id=GetObject',
        `versionId=${value(random)}`,
        `partNumber=1&versionId=${value(random)}`,
        'tagging',
        'acl',
      ]),
    }),
  },
  'S3 lists': {
    signingName: 's3',
    make: (random) => ({
      method: 'GET',
      path: random.pick(['/my-bucket', '/my-bucket/']),
      query: `list-type=2&prefix=${value(random)}&delimiter=${value(random)}&start-after=${value(random)}${random.pick(['', '&encoding-type=url', `&prefix=${value(random)}`])}`,
    }),
  },
  'S3 parts': {
    signingName: 's3',
    make: (random) => ({
      method: random.pick(['PUT', 'GET', 'DELETE', 'POST']),
      path: `/my-bucket/${hostile(random, 6)}`,
      query: random.pick([`uploadId=${value(random)}`, `partNumber=3&uploadId=${value(random)}`, 'uploads']),
    }),
  },
  'Lambda functions': {
    signingName: 'lambda',
    make: (random) => ({
      method: random.pick(['GET', 'DELETE']),
      path: `/2015-03-31/functions/${hostile(random, 4)}${random.pick(['', '/configuration', '/versions'])}`,
      query: random.pick(['', `Qualifier=${value(random)}`, `Marker=${value(random)}&MaxItems=3`]),
    }),
  },
  'API Gateway keys': {
    signingName: 'apigateway',
    make: (random) => ({
      method: random.pick(['GET', 'DELETE']),
      path: `/restapis/${hostile(random, 3)}/resources/${hostile(random, 3)}`,
      query: random.pick(['', `embed=${value(random)}`]),
    }),
  },
  'Bedrock models': {
    signingName: 'bedrock',
    make: (random) => ({ method: 'GET', path: `/foundation-models/${hostile(random, 5)}`, query: '' }),
  },
};

/** `undefined` where it is refused. */
function decided(request: HttpRequest, signingName: string) {
  try {
    return decodeWireCall(request, { signingName, region }, { connection, options });
  } catch (error) {
    if (error instanceof GatewayError && error.code !== 'internal') return undefined;
    throw error;
  }
}

/** Without the owner that the gateway adds for S3. */
function plain(call: Call): Call {
  const { ExpectedBucketOwner: _owner, ExpectedSourceBucketOwner: _source, ...parameters } = call.parameters;
  return { ...call, parameters };
}

for (const [name, { signingName, make }] of Object.entries(generators)) {
  test(`${name}: what arrives is what was authorised`, async (context) => {
    const random = createRandom(20_261_124);
    let forwarded = 0;
    for (let count = 0; count < requestsEach; count += 1) {
      const request: HttpRequest = { ...make(random), headers: [['host', 'gateway']], body: empty };
      const asked = `${request.method} ${request.path}?${request.query}`;
      const first = decided(request, signingName);
      if (first === undefined) continue;
      const seen = double.requests.length;
      const isSent = await upstream.send(first.upstream, credentials).then(
        () => true,
        (error: unknown) => {
          if (error instanceof GatewayError && error.code === 'upstream-unreachable') return false;
          throw error;
        },
      );
      const arrived = double.requests[seen];
      if (!isSent || arrived === undefined) continue;
      forwarded += 1;
      assert.equal(arrived.path, request.path, asked);
      assert.equal(arrived.query, first.upstream.query, asked);
      const again = decided(arrived, signingName);
      const [calls, read] = [first.calls.map(plain), again?.calls.map(plain)];
      assert.ok(isDeepStrictEqual(read, calls), `${asked}\n${JSON.stringify(calls)}\n${JSON.stringify(read)}`);
    }
    context.diagnostic(`${forwarded} of ${requestsEach} forwarded, the others refused`);
    assert.ok(forwarded > requestsEach / 20, `only ${forwarded} came through`);
  });
}

test('a dot segment, an escaped slash and an empty segment of a key are another object each, and arrive as such', async () => {
  const keys = ['a/../b', 'b', 'a%2F..%2Fb', 'a//b', 'a/b', './b', '%2E/b'];
  const arns = new Set<string>();

  for (const key of keys) {
    const call = decided({ method: 'GET', path: `/my-bucket/${key}`, query: '', headers: [], body: empty }, 's3');
    if (call === undefined) continue;
    await upstream.send(call.upstream, credentials);
    assert.equal(double.requests.at(-1)?.path, `/my-bucket/${key}`);
    for (const { arn } of call.calls[0].resources) arns.add(arn);
  }

  assert.deepEqual(
    [...arns].toSorted(),
    ['./b', 'a/../b', 'a//b', 'a/b', 'b'].map((key) => `arn:aws:s3:::my-bucket/${key}`).toSorted(),
  );
});
