import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Operation } from '#core/catalog/operation.ts';
import { actionOverrides } from './action-overrides.ts';
import { minting } from './minting.ts';
import { notSecret, secret } from './secret-read.ts';
import { namedOperations } from './sharing.ts';

const catalog = readCatalog();
const operations = [...catalog.services.values()].flatMap((service) => [...service.operations.values()]);

const expected = [
  ['ec2:RunInstances', 'write', 'ec2:RunInstances'],
  ['ec2:DescribeInstances', 'list', 'ec2:DescribeInstances'],
  ['ec2:CreateTags', 'tagging', 'ec2:CreateTags'],
  ['ec2:ModifyImageAttribute', 'permissions', 'ec2:ModifyImageAttribute'],
  ['rds:ModifyDBSnapshotAttribute', 'permissions', 'rds:ModifyDBSnapshotAttribute'],
  ['secretsmanager:GetSecretValue', 'secret-read', 'secretsmanager:GetSecretValue'],
  ['secretsmanager:BatchGetSecretValue', 'secret-read', 'secretsmanager:BatchGetSecretValue'],
  ['secretsmanager:ListSecrets', 'list', 'secretsmanager:ListSecrets'],
  ['ssm:GetParameter', 'secret-read', 'ssm:GetParameter'],
  ['ssm:GetParametersByPath', 'secret-read', 'ssm:GetParametersByPath'],
  ['ssm:DescribeParameters', 'list', 'ssm:DescribeParameters'],
  ['ec2:GetPasswordData', 'secret-read', 'ec2:GetPasswordData'],
  ['sts:GetCallerIdentity', 'read', 'sts:GetCallerIdentity'],
  ['sts:GetSessionToken', 'secret-read', 'sts:GetSessionToken'],
  ['ecr:GetAuthorizationToken', 'secret-read', 'ecr:GetAuthorizationToken'],
  ['apigateway:GetApiKeys', 'secret-read', 'apigateway:GET'],
  ['apigateway:DeleteRestApi', 'write', 'apigateway:DELETE'],
  ['rds:DescribeDBInstances', 'list', 'rds:DescribeDBInstances'],
  ['organizations:ListAccounts', 'list', 'organizations:ListAccounts'],
  ['iam:CreateUser', 'write', 'iam:CreateUser'],
  ['iam:AttachRolePolicy', 'permissions', 'iam:AttachRolePolicy'],
  ['kms:Decrypt', 'write', 'kms:Decrypt'],
  ['kms:ReEncrypt', 'write', 'kms:ReEncryptFrom kms:ReEncryptTo'],
  ['lambda:Invoke', 'write', 'lambda:InvokeFunction'],
  ['lambda:AddPermission', 'permissions', 'lambda:AddPermission'],
  ['sqs:SendMessageBatch', 'write', 'sqs:SendMessage'],
  ['sns:PublishBatch', 'write', 'sns:Publish'],
  ['dynamodb:GetItem', 'read', 'dynamodb:GetItem'],
  ['dynamodb:BatchWriteItem', 'write', 'dynamodb:BatchWriteItem dynamodb:PutItem dynamodb:DeleteItem'],
  [
    'dynamodb:TransactWriteItems',
    'write',
    'dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:ConditionCheckItem',
  ],
  ['cloudwatch:PutMetricData', 'write', 'cloudwatch:PutMetricData'],
  ['cloudcontrol:DeleteResource', 'write', 'cloudformation:DeleteResource'],
  ['resourcegroupstaggingapi:TagResources', 'tagging', 'tag:TagResources'],
  ['bedrock-runtime:Converse', 'read', 'bedrock:InvokeModel'],
  ['s3:GetObject', 'read', 's3:GetObject'],
  ['s3:HeadObject', 'read', 's3:GetObject'],
  ['s3:HeadBucket', 'list', 's3:ListBucket'],
  ['s3:ListBuckets', 'list', 's3:ListAllMyBuckets'],
  ['s3:ListObjectsV2', 'list', 's3:ListBucket'],
  ['s3:CopyObject', 'write', 's3:PutObject s3:GetObject'],
  ['s3:UploadPart', 'write', 's3:PutObject'],
  ['s3:DeleteObjects', 'write', 's3:DeleteObject'],
  ['s3:DeleteBucketEncryption', 'write', 's3:PutEncryptionConfiguration'],
  ['s3:PutBucketPolicy', 'permissions', 's3:PutBucketPolicy'],
  ['s3:PutPublicAccessBlock', 'permissions', 's3:PutBucketPublicAccessBlock'],
  ['s3:CreateSession', 'write', 's3express:CreateSession'],
  ['s3control:PutPublicAccessBlock', 'permissions', 's3:PutAccountPublicAccessBlock'],
] as const;

for (const [name, access, actions] of expected) {
  test(`${name} is ${access} and needs ${actions}`, () => {
    const operation = find(name);

    assert.deepEqual([operation.access, operation.actions.join(' ')], [access, actions]);
  });
}

test('every operation of S3 has its actions', () => {
  for (const id of ['s3', 's3control']) {
    const unmapped = operations.filter(({ service, actions }) => service === id && actions.length === 0);
    assert.deepEqual(unmapped, [], id);
  }
});

test('an operation that no source maps has no action and counts as permissions', () => {
  const unmapped = operations.filter(({ actions }) => actions.length === 0);

  assert.ok(unmapped.every(({ access }) => access === 'permissions'));
  assert.equal(unmapped.length, 230);
});

test('nothing that the models mark as a credential is a plain read', () => {
  const plain = operations.filter(({ access, mintsCredentials }) => mintsCredentials && (access === 'read' || access === 'list'));

  assert.deepEqual(plain.map(nameOf), []);
});

test('the reviewed numbers of each access stand, so that a new catalog is reviewed too', () => {
  const counts = Object.fromEntries(
    [...Map.groupBy(operations, ({ access }) => access)].map(([access, all]) => [access, all.length]),
  );

  assert.deepEqual(counts, { write: 9142, read: 4653, list: 3125, tagging: 660, 'secret-read': 96, permissions: 702 });
  assert.equal(operations.filter(({ mintsCredentials }) => mintsCredentials).length, 83);
});

test('the operations on no usual list that hand out credentials are found by their output (threats 11)', () => {
  for (const name of ['s3:CreateSession', 's3control:GetDataAccess', 'sts:AssumeRoot', 'eks-auth:AssumeRoleForPodIdentity']) {
    assert.equal(find(name).mintsCredentials, true, name);
  }
  assert.equal(find('cognito-sync:ListRecords').mintsCredentials, false);
});

test('every entry of the hand-written tables names an operation that exists', () => {
  const overridden = Object.entries(actionOverrides).flatMap(([service, override]) =>
    Object.keys(override?.actions ?? {}).map((operation) => `${service}:${operation}`),
  );
  const shared = namedOperations.map(([service, operation]) => `${service}:${operation}`);

  for (const name of [...overridden, ...shared, ...minting, ...Object.keys(secret), ...Object.keys(notSecret)]) find(name);
  for (const service of Object.keys(actionOverrides)) assert.ok(catalog.services.has(service), service);
});

function find(name: string): Operation {
  const [service = '', operation = ''] = name.split(':');
  const found = catalog.operation(service, operation);
  assert.ok(found, name);
  return found;
}

function nameOf({ service, name }: Operation): string {
  return `${service}:${name}`;
}
