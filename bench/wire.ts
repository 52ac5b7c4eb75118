/** Verify, identify, decode and digest one request of the AWS wire. */

import { readCatalog } from '#adapters/files/catalog.ts';
import { canonicalJson, keyedHashHex } from '#core/canonical.ts';
import type { HttpRequest } from '#core/http.ts';
import { decodeParameters } from '#core/protocols/aws/codec/decode.ts';
import { identify } from '#core/protocols/aws/identify/identify.ts';
import { readAuthorization } from '#core/protocols/aws/signature/authorization.ts';
import { signRequest } from '#core/protocols/aws/signature/sign-request.ts';
import { verifySignature } from '#core/protocols/aws/signature/verify-signature.ts';
import { median, microseconds, type Row } from './row.ts';

const now = '2026-01-31T12:00:00.000Z';
const host = '127.0.0.1:4181';
const credentials = {
  accessKeyId: 'CSGNAAAAAAAAAAAAAAAA',
  secretAccessKey: 'x'.repeat(40),
  sessionToken: 'y'.repeat(500),
  expiresAt: now,
};

type Sample = { readonly name: string; readonly signingName: string; readonly request: HttpRequest };

function sample(name: string, signingName: string, unsigned: HttpRequest): Sample {
  const headers = signRequest({ ...unsigned, host }, { credentials, signingName, signingRegion: 'eu-west-1', now });
  return { name, signingName, request: { ...unsigned, headers } };
}

const bytes = (text: string) => new TextEncoder().encode(text);
const samples: readonly Sample[] = [
  sample('ec2 RunInstances', 'ec2', {
    method: 'POST',
    path: '/',
    query: '',
    headers: [['content-type', 'application/x-www-form-urlencoded; charset=utf-8']],
    body: bytes(
      'Action=RunInstances&Version=2016-11-15&ImageId=ami-1&InstanceType=t3.micro&MinCount=1&MaxCount=1&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=a&TagSpecification.1.Tag.1.Value=b',
    ),
  }),
  sample('dynamodb PutItem', 'dynamodb', {
    method: 'POST',
    path: '/',
    query: '',
    headers: [
      ['content-type', 'application/x-amz-json-1.0'],
      ['x-amz-target', 'DynamoDB_20120810.PutItem'],
    ],
    body: bytes(JSON.stringify({ TableName: 'orders', Item: { id: { S: '1' }, n: { N: '42' } } })),
  }),
  sample('s3 PutObject', 's3', { method: 'PUT', path: '/demo/folder/key', query: '', headers: [], body: bytes('hello') }),
  sample('lambda GetFunction', 'lambda', {
    method: 'GET',
    path: '/2015-03-31/functions/f',
    query: '',
    headers: [],
    body: bytes(''),
  }),
];

/** The slowest of the samples, so that no average hides one. */
function slowest(work: (sample: Sample) => unknown): number {
  return Math.max(...samples.map((each) => microseconds(() => work(each))));
}

export function benchWire(): readonly Row[] {
  const readyMilliseconds = median(
    Array.from({ length: 5 }, () => {
      const from = performance.now();
      readCatalog();
      return performance.now() - from;
    }),
  );
  const catalog = readCatalog();
  const key = bytes('k'.repeat(32));
  const verify = ({ request }: Sample) =>
    verifySignature(request, readAuthorization(request), credentials.secretAccessKey, { now, hosts: [host], isSecure: true });
  const decodeAndDigest = ({ request, signingName }: Sample) => {
    const { protocol, candidates } = identify(request, signingName, catalog);
    const [operation] = candidates;
    const service = catalog.services.get(operation.service);
    if (service === undefined) throw new Error(`no service ${operation.service}`);
    const parameters = decodeParameters(request, { protocol, operation, service, input: catalog.shape(operation, 'input') });
    return keyedHashHex(key, canonicalJson(parameters));
  };
  return [
    { name: 'catalog ready', value: readyMilliseconds, unit: 'ms', budget: { kind: 'at-most', value: 60 } },
    { name: 'verify a signature', value: slowest(verify), unit: 'µs', budget: { kind: 'at-most', value: 50 } },
    {
      name: 'identify',
      value: slowest(({ request, signingName }) => identify(request, signingName, catalog)),
      unit: 'µs',
      budget: { kind: 'at-most', value: 60 },
    },
    { name: 'identify, decode and digest', value: slowest(decodeAndDigest), unit: 'µs', budget: { kind: 'at-most', value: 500 } },
  ];
}
