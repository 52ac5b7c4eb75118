import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { GatewayError } from '../../../errors.ts';
import type { HttpRequest } from '../../../http.ts';
import { identify } from './identify.ts';

const catalog = readCatalog();
const encoder = new TextEncoder();

const plain: HttpRequest = { method: 'POST', path: '/', query: '', headers: [], body: new Uint8Array() };
const form = ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'] as const;

function names(request: Partial<HttpRequest>, signingName: string): string {
  const { protocol, candidates } = identify({ ...plain, ...request }, signingName, catalog);
  return `${protocol} ${candidates.map(({ service, name }) => `${service}:${name}`).join(' ')}`;
}

function refusal(request: Partial<HttpRequest>, signingName: string): GatewayError {
  try {
    identify({ ...plain, ...request }, signingName, catalog);
  } catch (error) {
    assert.ok(error instanceof GatewayError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: 'the request was not refused' });
}

function posted(body: string): Partial<HttpRequest> {
  return { headers: [form], body: encoder.encode(body) };
}

test('a target names the operation of a JSON service', () => {
  const request = { headers: [['X-Amz-Target', 'secretsmanager.GetSecretValue']] as const, body: encoder.encode('{}') };

  assert.equal(names(request, 'secretsmanager'), 'json secretsmanager:GetSecretValue');
});

test('a prefix that is a whole class name is also known by its last part, which other SDKs send, and by no other part', () => {
  const called = (prefix: string) => ({ headers: [['X-Amz-Target', `${prefix}.ListTags`]] as const, body: encoder.encode('{}') });
  const whole = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101';

  assert.equal(names(called(whole), 'cloudtrail'), 'json cloudtrail:ListTags');
  assert.equal(names(called('CloudTrail_20131101'), 'cloudtrail'), 'json cloudtrail:ListTags');
  assert.equal(refusal(called('v20131101.CloudTrail_20131101'), 'cloudtrail').code, 'unsupported-call');
  assert.equal(refusal(called('CloudTrail_20131101'), 'kms').code, 'malformed-request');
});

test('an Action in the form names the operation of a query service and of EC2', () => {
  assert.equal(names(posted('Action=GetCallerIdentity&Version=2011-06-15'), 'sts'), 'query sts:GetCallerIdentity');
  assert.equal(names(posted('Action=RunInstances&Version=2016-11-15&MinCount=1'), 'ec2'), 'ec2 ec2:RunInstances');
});

test('an Action in the query string names it too', () => {
  const request = { method: 'GET', query: 'Action=GetCallerIdentity&Version=2011-06-15' };

  assert.equal(names(request, 'sts'), 'query sts:GetCallerIdentity');
});

test('a service that the catalog calls JSON is also called by Action', () => {
  assert.equal(names(posted('Action=ListQueues&Version=2012-11-05'), 'sqs'), 'query sqs:ListQueues');
  assert.equal(names(posted('Action=PutMetricData&Version=2010-08-01'), 'monitoring'), 'query cloudwatch:PutMetricData');
});

test('a queue of an older client is called at the path of its own URL, and at no other', () => {
  const body = 'Action=SendMessage&Version=2012-11-05&QueueUrl=https%3A%2F%2Fsqs.eu-west-1.amazonaws.com%2F123456789012%2Fjobs';

  assert.equal(names({ ...posted(body), path: '/123456789012/jobs' }, 'sqs'), 'query sqs:SendMessage');
  assert.equal(refusal({ ...posted(body), path: '/123456789012/other' }, 'sqs').code, 'malformed-request');
});

test('a CBOR request names its operation in the path', () => {
  const request = {
    path: '/service/GraniteServiceVersion20100801/operation/PutMetricData',
    headers: [['Smithy-Protocol', 'rpc-v2-cbor']] as const,
  };

  assert.equal(names(request, 'monitoring'), 'cbor cloudwatch:PutMetricData');
});

const rest = [
  ['GET', '/', '', 'ListBuckets'],
  ['GET', '/bkt', '', 'ListObjects'],
  ['GET', '/bkt/', 'list-type=2&prefix=a', 'ListObjectsV2'],
  ['PUT', '/bkt', '', 'CreateBucket'],
  ['GET', '/bkt', 'location', 'GetBucketLocation'],
  ['PUT', '/bkt', 'lifecycle', 'PutBucketLifecycleConfiguration'],
  ['PUT', '/bkt/a/b', '', 'PutObject'],
  ['PUT', '/bkt/a/b', 'x-id=PutObject', 'PutObject'],
  ['PUT', '/bkt/a/b', 'partNumber=1&uploadId=u', 'UploadPart'],
  ['GET', '/bkt/a/b', 'partNumber=1', 'GetObject'],
  ['GET', '/bkt/a/b', 'uploadId=u', 'ListParts'],
  ['GET', '/bkt/a/../b', '', 'GetObject'],
  ['DELETE', '/bkt/a', '', 'DeleteObject'],
  ['DELETE', '/bkt/a', 'uploadId=u', 'AbortMultipartUpload'],
  ['POST', '/bkt', 'delete', 'DeleteObjects'],
  ['POST', '/bkt/a', 'uploads', 'CreateMultipartUpload'],
  ['HEAD', '/bkt/a', '', 'HeadObject'],
] as const;

for (const [method, path, query, operation] of rest) {
  test(`S3 ${method} ${path}${query === '' ? '' : `?${query}`} is ${operation}`, () => {
    assert.equal(names({ method, path, query }, 's3'), `rest-xml s3:${operation}`);
  });
}

test('a required header tells operations apart that share a path', () => {
  const copied = [['x-amz-copy-source', 'other/key']] as const;

  assert.equal(names({ method: 'PUT', path: '/bkt/a', headers: copied }, 's3'), 'rest-xml s3:CopyObject');
  assert.equal(
    names({ method: 'PUT', path: '/bkt/a', query: 'partNumber=1&uploadId=u', headers: copied }, 's3'),
    'rest-xml s3:UploadPartCopy',
  );
});

test('a label may hold an encoded ARN', () => {
  const path = '/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A1%3Afunction%3Af/invocations';

  assert.equal(names({ path }, 'lambda'), 'rest-json lambda:Invoke');
});

test('operations that the request does not tell apart are all candidates', () => {
  assert.equal(names({ path: '/imports/' }, 'lex'), 'rest-json lex-models:StartImport lexv2-models:ListImports');
});

test('a path prefix names the service where several share a signing name, and is taken off', () => {
  const found = identify({ ...plain, path: '/_svc/lexv2-models/imports/' }, 'lex', catalog);

  assert.deepEqual(
    found.candidates.map(({ service, name }) => `${service}:${name}`),
    ['lexv2-models:ListImports'],
  );
  assert.equal(found.request.path, '/imports/');
  assert.equal(refusal({ path: '/_svc/ec2/imports/' }, 'lex').code, 'unsupported-call');
});

test('of the services of one query API the one that owns the name stands for its parts', () => {
  assert.equal(names(posted('Action=DescribeDBInstances&Version=2014-10-31'), 'rds'), 'query rds:DescribeDBInstances');
});

const target = ['X-Amz-Target', 'DynamoDB_20120810.GetItem'] as const;
const action = 'Action=ListQueues&Version=2012-11-05';

const refused: readonly (readonly [string, Partial<HttpRequest>, string, string, RegExp])[] = [
  ['a signing name that no service has', {}, 'no-such', 'unsupported-call', /signed as "no-such"/],
  [
    'an operation that the service does not have',
    { headers: [['x-amz-target', 'DynamoDB_20120810.Drop']] },
    'dynamodb',
    'unsupported-call',
    /operation "Drop"/,
  ],
  ['a method and path that fit nothing', { method: 'PATCH', path: '/bkt/key' }, 's3', 'unsupported-call', /PATCH \/bkt\/key/],
  [
    'a target of a service that is signed otherwise',
    { headers: [target] },
    'secretsmanager',
    'malformed-request',
    /"DynamoDB_20120810" belongs to a service/,
  ],
  [
    'a target that no service has',
    { headers: [['x-amz-target', 'Nothing.GetItem']] },
    'dynamodb',
    'unsupported-call',
    /"Nothing"/,
  ],
  [
    'a target that names no operation',
    { headers: [['x-amz-target', 'GetItem']] },
    'dynamodb',
    'malformed-request',
    /<service>.<operation>/,
  ],
  ['a target given twice', { headers: [target, target] }, 'dynamodb', 'malformed-request', /more than one X-Amz-Target/],
  [
    'a target beside an Action in the body',
    { headers: [['x-amz-target', 'AmazonSQS.ListQueues'], form], body: encoder.encode(action) },
    'sqs',
    'malformed-request',
    /more than one way/,
  ],
  [
    'a target beside an Action in the query',
    { headers: [['x-amz-target', 'AmazonSQS.ListQueues']], query: action },
    'sqs',
    'malformed-request',
    /query string/,
  ],
  [
    'a target beside a CBOR path',
    { path: '/service/A/operation/B', headers: [target, ['smithy-protocol', 'rpc-v2-cbor']] },
    'dynamodb',
    'malformed-request',
    /POST to "\/"/,
  ],
  ['an Action in both query and body', { ...posted(action), query: action }, 'sqs', 'malformed-request', /Action more than once/],
  [
    'an Action given twice',
    posted('Action=ListQueues&Action=DeleteQueue&Version=2012-11-05'),
    'sqs',
    'malformed-request',
    /Action more than once/,
  ],
  [
    'an Action hidden by its encoding',
    posted('Action=ListQueues&%41ction=DeleteQueue&Version=2012-11-05'),
    'sqs',
    'malformed-request',
    /Action more than once/,
  ],
  [
    'an Action in the body and parameters in the query',
    { ...posted(action), query: 'QueueNamePrefix=a' },
    'sqs',
    'malformed-request',
    /both its query and its body/,
  ],
  ['a Version given twice', posted(`${action}&Version=2012-11-05`), 'sqs', 'malformed-request', /Version more than once/],
  ['an Action without a Version', posted('Action=ListQueues'), 'sqs', 'malformed-request', /no Version/],
  [
    'a Version that is not the catalog’s',
    posted('Action=RunInstances&Version=2014-10-01'),
    'ec2',
    'unsupported-call',
    /"2014-10-01"/,
  ],
  [
    'a form in another charset',
    { headers: [['content-type', 'application/x-www-form-urlencoded; charset=utf-7']], body: encoder.encode(action) },
    'sqs',
    'malformed-request',
    /utf-7/,
  ],
  ['an Action at another path', { ...posted(action), path: '/x' }, 'sqs', 'malformed-request', /goes to "\/"/],
  [
    'dot segments outside S3',
    { method: 'GET', path: '/2015-03-31/functions/../layers' },
    'lambda',
    'malformed-request',
    /dot segments/,
  ],
  [
    'encoded dot segments outside S3',
    { method: 'GET', path: '/2015-03-31/functions/%2E%2e/layers' },
    'lambda',
    'malformed-request',
    /dot segments/,
  ],
  [
    'two sub-resources of S3',
    { method: 'GET', path: '/bkt', query: 'acl&policy' },
    's3',
    'malformed-request',
    /beside what chose/,
  ],
  [
    'an x-id that names another operation',
    { method: 'PUT', path: '/bkt/key', query: 'x-id=GetObject' },
    's3',
    'malformed-request',
    /x-id/,
  ],
  [
    'an operation that is signed and reached otherwise',
    {
      path: '/WriteGetObjectResponse',
      headers: [
        ['x-amz-request-route', 'r'],
        ['x-amz-request-token', 't'],
      ],
    },
    's3',
    'unsupported-call',
    /WriteGetObjectResponse/,
  ],
  [
    'a Smithy protocol that is not spoken',
    { headers: [['smithy-protocol', 'rpc-v2-json']] },
    'monitoring',
    'unsupported-call',
    /rpc-v2-json/,
  ],
  ['a prefix of a prefix', { method: 'GET', path: '/_svcx/lexv2-models/imports/' }, 'lex', 'unsupported-call', /_svcx/],
];

for (const [what, request, signingName, code, message] of refused) {
  test(`${what} is refused as ${code}`, () => {
    const error = refusal(request, signingName);

    assert.equal(error.code, code);
    assert.match(error.message, message);
  });
}

test('an Action far behind a long body is found all the same, and one more of them', () => {
  const filler = Array.from({ length: 20_000 }, (_, index) => `Attribute.${index}`).join('&');

  assert.equal(names(posted(`${filler}&${action}`), 'sqs'), 'query sqs:ListQueues');
  assert.equal(refusal(posted(`${action}&${filler}&Ac%74ion=DeleteQueue`), 'sqs').code, 'malformed-request');
});

test('a refusal shows no control characters, no query and no payload', () => {
  const error = refusal(
    { method: 'PATCH', path: '/bkt/a\u001b[31m"key', query: 'token=secret', body: encoder.encode('secret') },
    's3',
  );

  assert.match(error.message, /^[\x20-\x7e]*$/);
  assert.doesNotMatch(error.message, /secret/);
  assert.ok(error.message.length < 400);
});
