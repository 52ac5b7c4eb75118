import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Protocol } from '../../../catalog/service.ts';
import type { Header, HttpReply } from '../../../http.ts';
import { decodeReply } from './decode-reply.ts';

const catalog = readCatalog();

function decode(
  id: string,
  protocol: Protocol,
  reply: Partial<Omit<HttpReply, 'body'>> & { readonly body?: string | Uint8Array },
) {
  const [service = '', name = ''] = id.split(':');
  const operation = catalog.operation(service, name);
  if (operation === undefined) throw new Error(`the catalog has no ${id}`);
  const { status = 200, headers = [], body = '' } = reply;
  const whole = { status, headers, body: Buffer.from(body) };
  return decodeReply(whole, { protocol, operation, output: catalog.shape(operation, 'output'), maxPayloadBytes: 16 });
}

test('a query reply is unwrapped', () => {
  const body =
    '<GetCallerIdentityResponse xmlns="x"><GetCallerIdentityResult><Account>123456789012</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetCallerIdentityResponse>';

  assert.deepEqual(decode('sts:GetCallerIdentity', 'query', { body }), {
    outcome: 'response',
    response: { Account: '123456789012' },
  });
});

test('a flattened list bears the name of its items', () => {
  const body =
    '<ListDomainsResponse><ListDomainsResult><DomainName>a</DomainName><DomainName>b</DomainName></ListDomainsResult></ListDomainsResponse>';

  assert.deepEqual(decode('sdb:ListDomains', 'query', { body }), { outcome: 'response', response: { DomainNames: ['a', 'b'] } });
});

test('a root that is the one member is that member', () => {
  const body = '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">eu-west-1</LocationConstraint>';

  assert.deepEqual(decode('s3:GetBucketLocation', 'rest-xml', { body }), {
    outcome: 'response',
    response: { LocationConstraint: 'eu-west-1' },
  });
});

test('headers, their maps and a payload of bytes are members', () => {
  const headers: readonly Header[] = [
    ['ETag', '"e"'],
    ['Last-Modified', 'Sat, 31 Jan 2026 10:00:00 GMT'],
    ['Content-Length', '3'],
    ['x-amz-meta-owner', 'me'],
    ['x-amz-request-id', 'r'],
  ];

  assert.deepEqual(decode('s3:GetObject', 'rest-xml', { headers, body: 'abc' }), {
    outcome: 'response',
    response: {
      ETag: '"e"',
      LastModified: '2026-01-31T10:00:00.000Z',
      ContentLength: 3,
      Metadata: { owner: 'me' },
      Body: 'YWJj',
    },
  });
});

test('a payload over the limit is named by its size', () => {
  const { response } = decode('s3:GetObject', 'rest-xml', { body: 'x'.repeat(17) }) as { readonly response: object };

  assert.deepEqual(response, { Body: { sizeBytes: 17 } });
});

test('a mask that is not of its shape, and an integer beyond 2^53, stay as they came', () => {
  const body = '{"CreatedDate":"[masked:pii]","Name":"n","VersionIdsToStages":{"a":["b"]},"Unknown":1}';

  assert.deepEqual(decode('secretsmanager:GetSecretValue', 'json', { body }), {
    outcome: 'response',
    response: { CreatedDate: '[masked:pii]', Name: 'n' },
  });
  assert.deepEqual(decode('logs:GetLogEvents', 'json', { body: '{"events":[{"timestamp":9007199254740993}]}' }), {
    outcome: 'response',
    response: { events: [{ timestamp: '9007199254740993' }] },
  });
});

const errors: readonly (readonly [string, Protocol, Parameters<typeof decode>[2], string, string])[] = [
  [
    'ec2:DescribeInstances',
    'ec2',
    {
      body: '<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code><Message>gone</Message></Error></Errors></Response>',
    },
    'InvalidInstanceID.NotFound',
    'gone',
  ],
  [
    'sts:GetCallerIdentity',
    'query',
    { body: '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>slow</Message></Error></ErrorResponse>' },
    'Throttling',
    'slow',
  ],
  ['s3:GetObject', 'rest-xml', { body: '<Error><Code>NoSuchKey</Code><Message>none</Message></Error>' }, 'NoSuchKey', 'none'],
  [
    'dynamodb:GetItem',
    'json',
    { body: '{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"no table"}' },
    'ResourceNotFoundException',
    'no table',
  ],
  [
    'lambda:GetFunction',
    'rest-json',
    { headers: [['x-amzn-ErrorType', 'ResourceNotFoundException:http://x/']], body: '{"Message":"no function"}' },
    'ResourceNotFoundException',
    'no function',
  ],
  ['cloudwatch:PutMetricData', 'cbor', { body: Buffer.from('a2665f5f7479706563612342676d657373616765617a', 'hex') }, 'B', 'z'],
  ['s3:HeadObject', 'rest-xml', {}, '400', ''],
  ['lambda:GetFunction', 'rest-json', { body: '<html>502</html>' }, '400', ''],
];

for (const [id, protocol, reply, code, message] of errors) {
  test(`an error has its code and message: ${id}, ${code}`, () => {
    assert.deepEqual(decode(id, protocol, { status: 400, ...reply }), {
      outcome: 'error',
      error: { code, message, httpStatus: 400 },
    });
  });
}

test('an error that S3 answers with 200 is an error', () => {
  const body = '<?xml version="1.0"?><Error><Code>InternalError</Code><Message>again</Message></Error>';

  assert.deepEqual(decode('s3:CopyObject', 'rest-xml', { body }), {
    outcome: 'error',
    error: { code: 'InternalError', message: 'again', httpStatus: 200 },
  });
});
