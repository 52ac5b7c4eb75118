import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Protocol } from '../../../catalog/service.ts';
import type { Parameters } from '../../../model.ts';
import { checkParameters } from './check-parameters.ts';

const catalog = readCatalog();

function check(id: string, protocol: Protocol, given: Parameters) {
  const [service = '', name = ''] = id.split(':');
  const operation = catalog.operation(service, name);
  if (operation === undefined) throw new Error(`the catalog has no ${id}`);
  return checkParameters(given, { protocol, input: catalog.shape(operation, 'input'), newToken: () => 'token' });
}

test('values take their canonical forms', () => {
  const { parameters } = check('logs:GetLogEvents', 'json', { logStreamName: 's', startTime: '9007199254740993', limit: 7 });
  const object = check('s3:GetObject', 'rest-xml', { Bucket: 'b', Key: 'k', IfModifiedSince: '2026-01-31T11:00:00.5+01:00' });
  const metric = check('cloudwatch:GetMetricData', 'json', {
    MetricDataQueries: [],
    StartTime: 1769853600,
    EndTime: '2026-01-31T10:00:00.25Z',
  });

  assert.deepEqual(parameters, { logStreamName: 's', startTime: '9007199254740993', limit: 7 });
  assert.equal(object.parameters.IfModifiedSince, '2026-01-31T10:00:00.000Z');
  assert.deepEqual(metric.parameters, {
    MetricDataQueries: [],
    StartTime: '2026-01-31T10:00:00.000Z',
    EndTime: '2026-01-31T10:00:00.250Z',
  });
});

test('a payload of bytes is named by its size, and its length is left to the transport', () => {
  const { parameters, payload } = check('s3:PutObject', 'rest-xml', {
    Bucket: 'b',
    Key: 'k',
    Body: 'aGVsbG8=',
    ContentLength: 3,
    Metadata: { Owner: 'me' },
  });

  assert.deepEqual(parameters, { Bucket: 'b', Key: 'k', Body: { sizeBytes: 5 }, Metadata: { owner: 'me' } });
  assert.equal(Buffer.from(payload ?? []).toString(), 'hello');
});

test('an idempotency token that is missing is filled in, and one that is there stands', () => {
  const input = { ImageId: 'ami-1', MinCount: 1, MaxCount: 1 };

  assert.equal(check('ec2:RunInstances', 'ec2', input).parameters.ClientToken, 'token');
  assert.equal(check('ec2:RunInstances', 'ec2', { ...input, ClientToken: 'mine' }).parameters.ClientToken, 'mine');
});

test('null is absent, and an empty value that the protocol has no form for says no more', () => {
  assert.deepEqual(check('ec2:DescribeInstances', 'ec2', { InstanceIds: [], NextToken: null }).parameters, {});
  assert.deepEqual(check('dynamodb:GetItem', 'json', { TableName: 't', Key: {} }).parameters, { TableName: 't', Key: {} });
});

const wrong: readonly (readonly [id: string, protocol: Protocol, given: Parameters, message: RegExp])[] = [
  ['dynamodb:GetItem', 'json', { TableName: 7, Key: {} }, /TableName .*text is expected, and a number is given/],
  ['dynamodb:GetItem', 'json', { TableName: 't', Key: [] }, /Key .*an object is expected, and a list is given/],
  ['dynamodb:GetItem', 'json', { TableName: 't', Key: { id: { S: 7 } } }, /Key\["id"\]\.S .*text is expected/],
  [
    'bedrock-runtime:Converse',
    'rest-json',
    { modelId: 'm', messages: [{ role: 'user', content: [{}] }] },
    /messages\[0\]\.content\[0\] .*exactly one of its members must be given: text, image/,
  ],
  ['dynamodb:GetItem', 'json', { TableName: 't' }, /Key .*required, and missing/],
  [
    'dynamodb:GetItem',
    'json',
    { TableName: 't', Key: {}, ConsistentRead: 'true' },
    /true or false is expected, and text is given/,
  ],
  ['dynamodb:GetItem', 'json', { TableName: 't', Kay: {} }, /Kay .*Did you mean "Key"\? Nothing/],
  ['dynamodb:Query', 'json', { TableName: 't', Limit: 1.5 }, /Limit .*not an integer/],
  ['dynamodb:Query', 'json', { TableName: 't', Limit: 2147483648 }, /Limit .*out of range/],
  ['logs:GetLogEvents', 'json', { logStreamName: 's', startTime: 9007199254740992 }, /startTime .*give it as text/],
  ['s3:PutObject', 'rest-xml', { Bucket: 'b', Key: 'k', Body: 'not base64!' }, /Body .*base64/],
  [
    's3:GetObject',
    'rest-xml',
    { Bucket: 'b', Key: 'k', IfModifiedSince: 'yesterday' },
    /IfModifiedSince .*a time .* is expected/,
  ],
  ['s3:PutObject', 'rest-xml', { Bucket: 'b', Key: 'k', Metadata: { A: '1', a: '2' } }, /Metadata .*given twice/],
  ['dynamodb:GetItem', 'json', { TableName: '\ud800', Key: {} }, /surrogate/],
  [
    'ec2:RunInstances',
    'ec2',
    { MinCount: 1, MaxCount: 1, Placement: 'x' },
    /Placement .*an object is expected, and text is given/,
  ],
  ['sts:GetCallerIdentity', 'query', { Account: '1' }, /Account .*no such parameter/],
];

for (const [id, protocol, given, message] of wrong) {
  test(`what is wrong is told with its place: ${id} ${JSON.stringify(given).slice(0, 80)}`, () => {
    assert.throws(() => check(id, protocol, given), { code: 'malformed-request', message });
  });
}

test('the sentence shows no value', () => {
  assert.throws(
    () => check('dynamodb:GetItem', 'json', { TableName: 't', Key: { id: { S: 4711 } } }),
    (error: Error) => {
      assert.doesNotMatch(error.message, /4711/);
      return true;
    },
  );
});
