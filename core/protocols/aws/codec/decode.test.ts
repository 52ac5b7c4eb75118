import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { catalog, decode, type Sent } from '#test/differential/decode-one.ts';
import type { Protocol } from '../../../catalog/service.ts';
import type { Parameters } from '../../../model.ts';
import { modelledHeaders } from './decode.ts';

type Row = readonly [what: string, id: string, protocol: Protocol, sent: Sent, expected: Parameters];

const cborTime = Buffer.from('a169537461727454696d65c1fb41d954fc40000000', 'hex');

const rows: readonly Row[] = [
  [
    'ec2 names and flat lists',
    'ec2:RunInstances',
    'ec2',
    {
      body: 'ImageId=ami-1&MinCount=1&MaxCount=2&SecurityGroupId.1=sg-1&SecurityGroupId.2=sg-2&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=Name&TagSpecification.1.Tag.1.Value=a+b%2Bc',
    },
    {
      ImageId: 'ami-1',
      MinCount: 1,
      MaxCount: 2,
      SecurityGroupIds: ['sg-1', 'sg-2'],
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'a b+c' }] }],
    },
  ],
  [
    'list items in any order of the form',
    'ec2:DescribeInstances',
    'ec2',
    { body: 'InstanceId.2=b&InstanceId.1=a' },
    { InstanceIds: ['a', 'b'] },
  ],
  [
    'query lists',
    'iam:TagUser',
    'query',
    { body: 'UserName=eve&Tags.member.1.Key=k&Tags.member.1.Value=' },
    { UserName: 'eve', Tags: [{ Key: 'k', Value: '' }] },
  ],
  ['an empty query list', 'iam:TagUser', 'query', { body: 'UserName=eve&Tags=' }, { UserName: 'eve', Tags: [] }],
  [
    'query lists with their own item names',
    'rds:AddTagsToResource',
    'query',
    { body: 'ResourceName=r&Tags.Tag.1.Key=k' },
    { ResourceName: 'r', Tags: [{ Key: 'k' }] },
  ],
  [
    'query maps',
    'sns:CreateTopic',
    'query',
    { body: 'Name=t&Attributes.entry.1.key=a.b&Attributes.entry.1.value=c' },
    { Name: 't', Attributes: { 'a.b': 'c' } },
  ],
  [
    'query forms of a service that speaks CBOR now',
    'cloudwatch:PutMetricData',
    'query',
    {
      body: 'Namespace=n&MetricData.member.1.MetricName=m&MetricData.member.1.Timestamp=2024-01-01T00%3A00%3A00Z',
    },
    { Namespace: 'n', MetricData: [{ MetricName: 'm', Timestamp: '2024-01-01T00:00:00.000Z' }] },
  ],
  [
    'JSON with a long beyond 2^53',
    'dynamodb:UpdateTable',
    'json',
    { body: '{"TableName":"t","ProvisionedThroughput":{"ReadCapacityUnits":9007199254740993,"WriteCapacityUnits":5}}' },
    {
      TableName: 't',
      ProvisionedThroughput: { ReadCapacityUnits: '9007199254740993', WriteCapacityUnits: 5 },
    },
  ],
  ['JSON without its null members', 'ssm:GetParameter', 'json', { body: '{"Name":"n","WithDecryption":null}' }, { Name: 'n' }],
  [
    'JSON times and blobs',
    'kms:Encrypt',
    'json',
    { body: '{"KeyId":"k","Plaintext":"AAEC/w=="}' },
    { KeyId: 'k', Plaintext: 'AAEC/w==' },
  ],
  [
    'a JSON time in seconds',
    'kms:ImportKeyMaterial',
    'json',
    { body: '{"ValidTo":1700000000.5}' },
    { ValidTo: '2023-11-14T22:13:20.500Z' },
  ],
  ['no JSON body at all', 'ssm:DescribeParameters', 'json', {}, {}],
  [
    'a name that JavaScript treats apart',
    'dynamodb:PutItem',
    'json',
    { body: '{"TableName":"t","Item":{"__proto__":{"S":"x"}}}' },
    {
      TableName: 't',
      Item: JSON.parse('{"__proto__":{"S":"x"}}'),
    },
  ],
  [
    'a float that is no number',
    'cloudwatch:PutMetricData',
    'json',
    { body: '{"MetricData":[{"Value":"NaN"}]}' },
    { MetricData: [{ Value: 'NaN' }] },
  ],
  ['a CBOR time', 'cloudwatch:GetMetricData', 'cbor', { body: cborTime }, { StartTime: '2023-11-14T22:13:20.000Z' }],
  [
    'a gzip body where the model has it',
    'cloudwatch:PutMetricData',
    'json',
    {
      body: gzipSync('{"Namespace":"n"}'),
      headers: [['content-encoding', 'gzip']],
    },
    { Namespace: 'n' },
  ],
  [
    'labels, query lists and headers of REST',
    'lambda:Invoke',
    'rest-json',
    {
      path: '/2015-03-31/functions/arn%3Aaws%3Alambda/invocations',
      query: 'Qualifier=live',
      headers: [['X-Amz-Invocation-Type', 'Event']],
      body: '{"any":"thing"}',
    },
    { FunctionName: 'arn:aws:lambda', Qualifier: 'live', InvocationType: 'Event', Payload: { sizeBytes: 15 } },
  ],
  [
    'repeated query keys',
    'lambda:UntagResource',
    'rest-json',
    { method: 'DELETE', path: '/2017-03-31/tags/r', query: 'tagKeys=a&tagKeys=b%20c' },
    {
      Resource: 'r',
      TagKeys: ['a', 'b c'],
    },
  ],
  [
    'an S3 key as it stands, and its metadata',
    's3:PutObject',
    'rest-xml',
    {
      method: 'PUT',
      path: '/bucket/a//b/../c%20d%2Fe%3F',
      query: 'x-id=PutObject',
      headers: [
        ['Content-Type', 'text/plain'],
        ['Content-Length', '3'],
        ['X-Amz-Meta-Owner', 'eve'],
        ['x-amz-sdk-checksum-algorithm', 'CRC32'],
      ],
      body: 'abc',
    },
    {
      Bucket: 'bucket',
      Key: 'a//b/../c d/e?',
      ContentType: 'text/plain',
      Metadata: { owner: 'eve' },
      ChecksumAlgorithm: 'CRC32',
      Body: { sizeBytes: 3 },
    },
  ],
  ['an empty object', 's3:PutObject', 'rest-xml', { method: 'PUT', path: '/b1/k' }, { Bucket: 'b1', Key: 'k' }],
  [
    'S3’s XML, flattened',
    's3:DeleteObjects',
    'rest-xml',
    {
      path: '/bucket',
      query: 'delete',
      body: '<?xml version="1.0" encoding="UTF-8"?><Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Object><Key>a&amp;b</Key></Object><Object><Key> c </Key></Object><Quiet>true</Quiet></Delete>',
    },
    { Bucket: 'bucket', Delete: { Objects: [{ Key: 'a&b' }, { Key: ' c ' }], Quiet: true } },
  ],
  [
    'an XML attribute',
    's3:PutBucketAcl',
    'rest-xml',
    {
      method: 'PUT',
      path: '/bucket',
      query: 'acl',
      body: '<AccessControlPolicy><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="Group"><URI>u</URI></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>',
    },
    { Bucket: 'bucket', AccessControlPolicy: { Grants: [{ Grantee: { Type: 'Group', URI: 'u' }, Permission: 'READ' }] } },
  ],
  [
    'a text payload',
    's3:PutBucketPolicy',
    'rest-xml',
    { method: 'PUT', path: '/bucket', query: 'policy', body: '{"ü":1}' },
    { Bucket: 'bucket', Policy: '{"ü":1}' },
  ],
  [
    'a presigned form',
    'sts:GetCallerIdentity',
    'query',
    {
      method: 'GET',
      query: 'Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=A&X-Amz-Credential=c&X-Amz-Signature=s',
    },
    {},
  ],
  [
    'a presigned object',
    's3:GetObject',
    'rest-xml',
    { method: 'GET', path: '/b1/k', query: 'X-Amz-Algorithm=A&X-Amz-Expires=60&X-Amz-Signature=s&versionId=1' },
    {
      Bucket: 'b1',
      Key: 'k',
      VersionId: '1',
    },
  ],
];

for (const [what, id, protocol, sent, expected] of rows) {
  test(`${what} are decoded: ${id}`, () => {
    assert.deepEqual(decode(id, protocol, sent), expected);
  });
}

test('modelled headers are names and prefixes in lower case', () => {
  const operation = catalog.operation('s3', 'PutObject');
  assert.ok(operation);

  const { names, prefixes } = modelledHeaders(catalog.shape(operation, 'input'));

  assert.ok(names.has('x-amz-acl') && names.has('cache-control'));
  assert.deepEqual(prefixes, ['x-amz-meta-']);
});

test('an operation without input models no headers', () => {
  assert.deepEqual(modelledHeaders(undefined), { names: new Set(), prefixes: [] });
});
