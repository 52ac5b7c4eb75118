import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call, Parameters } from '../../../model.ts';
import { createdFacts } from './created-facts.ts';
import { resourcesOf } from './resources.ts';

const place = { region: 'eu-west-1', account: '123456789012' };

function facts(service: string, operation: string, parameters: Parameters) {
  const known = resourcesOf({ service, operation, parameters, ...place, partition: 'aws' });
  const call: Call = { service, operation, parameters, ...place, ...known, access: 'write', actions: [] };
  return createdFacts(call).map(({ type, tags, tagsKnown }) => [type, tags, tagsKnown]);
}

test('a new instance has the tags that its launch gives to instances, and no others', () => {
  const TagSpecifications = [
    { ResourceType: 'instance', Tags: [{ Key: 'env', Value: 'dev' }] },
    { ResourceType: 'volume', Tags: [{ Key: 'env', Value: 'prod' }] },
  ];

  assert.deepEqual(facts('ec2', 'RunInstances', { TagSpecifications }), [['instance', { env: 'dev' }, true]]);
});

test('what is launched without tags has none, and that is known', () => {
  assert.deepEqual(facts('ec2', 'RunInstances', {}), [['instance', {}, true]]);
});

test('a launch template may add tags, so they are not known', () => {
  const parameters = { LaunchTemplate: { LaunchTemplateId: 'lt-1' } };

  assert.deepEqual(facts('ec2', 'RunInstances', parameters), [['instance', {}, false]]);
});

for (const [what, service, operation, parameters, type] of [
  ['a list', 'dynamodb', 'CreateTable', { TableName: 'Orders', Tags: [{ Key: 'env', Value: 'dev' }] }, 'table'],
  ['a list in small letters', 'ecs', 'CreateCluster', { tags: [{ key: 'env', value: 'dev' }] }, 'cluster'],
  ['KMS’s own names', 'kms', 'CreateKey', { Tags: [{ TagKey: 'env', TagValue: 'dev' }] }, 'key'],
  ['a map', 'lambda', 'CreateFunction', { FunctionName: 'jobs', Tags: { env: 'dev' } }, 'function'],
  ['a map in small letters', 'sqs', 'CreateQueue', { QueueName: 'jobs', tags: { env: 'dev' } }, 'queue'],
] as const) {
  test(`tags of something new are read as ${what}`, () => {
    assert.deepEqual(facts(service, operation, parameters), [[type, { env: 'dev' }, true]]);
  });
}

test('tags of a form that nobody knows are not known', () => {
  assert.deepEqual(facts('sqs', 'CreateQueue', { QueueName: 'jobs', tags: 'env=dev' }), [['queue', {}, false]]);
});

test('what exists already is not new: a snapshot’s volume, a table that is updated, a parameter that is overwritten', () => {
  assert.deepEqual(facts('ec2', 'CreateSnapshot', { VolumeId: 'vol-0123456789abcdef0' }), [['snapshot', {}, true]]);
  assert.deepEqual(facts('dynamodb', 'UpdateTable', { TableName: 'Orders' }), []);
  assert.deepEqual(facts('ssm', 'PutParameter', { Name: 'db', Overwrite: true }), []);
  assert.deepEqual(facts('ssm', 'PutParameter', { Name: 'db' }), [['parameter', {}, true]]);
});

test('a bucket is not taken for new: making it again resets who may read it', () => {
  assert.deepEqual(facts('s3', 'CreateBucket', { Bucket: 'my-bucket' }), []);
});
