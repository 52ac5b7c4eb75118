import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Parameters } from '../../../model.ts';
import { partitionOf } from './arn.ts';
import { resourcesOf } from './resources.ts';

const place = { region: 'eu-west-1', account: '123456789012', partition: 'aws' };

function arns(
  service: string,
  operation: string,
  parameters: Parameters,
): { readonly arns: readonly string[]; readonly known: boolean } {
  const { resources, resourcesKnown } = resourcesOf({ service, operation, parameters, ...place });
  return { arns: resources.map(({ arn }) => arn), known: resourcesKnown };
}

type Row = readonly [what: string, service: string, operation: string, parameters: Parameters, arns: readonly string[]];
const here = 'eu-west-1:123456789012';

const known: readonly Row[] = [
  ['a new instance has no name yet', 'ec2', 'RunInstances', { ImageId: 'ami-1' }, [`arn:aws:ec2:${here}:instance/*`]],
  [
    'every instance is named',
    'ec2',
    'TerminateInstances',
    { InstanceIds: ['i-0123456789abcdef0', 'i-00000001'] },
    [`arn:aws:ec2:${here}:instance/i-0123456789abcdef0`, `arn:aws:ec2:${here}:instance/i-00000001`],
  ],
  [
    'ids tell their type',
    'ec2',
    'CreateTags',
    { Resources: ['vol-0123456789abcdef0', 'ami-0123456789abcdef0', 'tgw-attach-0123456789abcdef0'] },
    [
      `arn:aws:ec2:${here}:volume/vol-0123456789abcdef0`,
      'arn:aws:ec2:eu-west-1::image/ami-0123456789abcdef0',
      `arn:aws:ec2:${here}:transit-gateway-attachment/tgw-attach-0123456789abcdef0`,
    ],
  ],
  ['a description is about the account', 'ec2', 'DescribeInstances', { InstanceIds: ['i-0123456789abcdef0'] }, []],
  [
    'a secret by name',
    'secretsmanager',
    'GetSecretValue',
    { SecretId: 'prod/db' },
    [`arn:aws:secretsmanager:${here}:secret:prod/db-??????`],
  ],
  [
    'the same secret by ARN',
    'secretsmanager',
    'GetSecretValue',
    { SecretId: `arn:aws:secretsmanager:${here}:secret:prod/db-AbCdEf` },
    [`arn:aws:secretsmanager:${here}:secret:prod/db-??????`],
  ],
  ['a parameter by path-like name', 'ssm', 'GetParameter', { Name: '/prod/db' }, [`arn:aws:ssm:${here}:parameter/prod/db`]],
  ['a parameter’s version is the parameter', 'ssm', 'GetParameter', { Name: 'db:3' }, [`arn:aws:ssm:${here}:parameter/db`]],
  [
    'a parameter by ARN',
    'ssm',
    'GetParameters',
    { Names: [`arn:aws:ssm:${here}:parameter/prod/db:label`] },
    [`arn:aws:ssm:${here}:parameter/prod/db`],
  ],
  [
    'a proxy name names the secret too',
    'ssm',
    'GetParameter',
    { Name: '/aws/reference/secretsmanager/prod/db' },
    [
      `arn:aws:ssm:${here}:parameter/aws/reference/secretsmanager/prod/db`,
      `arn:aws:secretsmanager:${here}:secret:prod/db-??????`,
    ],
  ],
  ['an object', 's3', 'PutObject', { Bucket: 'my-bucket', Key: 'a//b/../c ü*' }, ['arn:aws:s3:::my-bucket/a//b/../c ü*']],
  ['a bucket', 's3', 'ListObjectsV2', { Bucket: 'my-bucket' }, ['arn:aws:s3:::my-bucket']],
  [
    'a copy’s both ends',
    's3',
    'CopyObject',
    { Bucket: 'to-here', Key: 'k', CopySource: '/from-there/a%20b?versionId=1' },
    ['arn:aws:s3:::to-here/k', 'arn:aws:s3:::from-there/a b'],
  ],
  [
    'every deleted object',
    's3',
    'DeleteObjects',
    { Bucket: 'my-bucket', Delete: { Objects: [{ Key: 'a' }, { Key: 'b' }] } },
    ['arn:aws:s3:::my-bucket/a', 'arn:aws:s3:::my-bucket/b'],
  ],
  ['a table', 'dynamodb', 'PutItem', { TableName: 'Orders' }, [`arn:aws:dynamodb:${here}:table/Orders`]],
  [
    'a table by ARN',
    'dynamodb',
    'GetItem',
    { TableName: `arn:aws:dynamodb:${here}:table/Orders` },
    [`arn:aws:dynamodb:${here}:table/Orders`],
  ],
  [
    'an index and its table',
    'dynamodb',
    'Query',
    { TableName: 'Orders', IndexName: 'ByDay' },
    [`arn:aws:dynamodb:${here}:table/Orders/index/ByDay`, `arn:aws:dynamodb:${here}:table/Orders`],
  ],
  [
    'every table of a batch',
    'dynamodb',
    'BatchWriteItem',
    { RequestItems: { Orders: [], Carts: [] } },
    [`arn:aws:dynamodb:${here}:table/Orders`, `arn:aws:dynamodb:${here}:table/Carts`],
  ],
  [
    'every table of a transaction',
    'dynamodb',
    'TransactWriteItems',
    { TransactItems: [{ Put: { TableName: 'Orders' } }, { Delete: { TableName: 'Carts' } }] },
    [`arn:aws:dynamodb:${here}:table/Orders`, `arn:aws:dynamodb:${here}:table/Carts`],
  ],
  [
    'a statement’s table',
    'dynamodb',
    'ExecuteStatement',
    { Statement: 'DELETE FROM "Orders" WHERE id=1' },
    [`arn:aws:dynamodb:${here}:table/Orders`],
  ],
  ['who is asking', 'sts', 'GetCallerIdentity', {}, []],
  [
    'a role to assume',
    'sts',
    'AssumeRole',
    { RoleArn: 'arn:aws:iam::123456789012:role/path/admin' },
    ['arn:aws:iam::123456789012:role/path/admin'],
  ],
  [
    'a new user with its path',
    'iam',
    'CreateUser',
    { UserName: 'eve', Path: '/team/' },
    ['arn:aws:iam::123456789012:user/team/eve'],
  ],
  [
    'AWS’s own policy',
    'iam',
    'GetPolicy',
    { PolicyArn: 'arn:aws:iam::aws:policy/job-function/Billing' },
    ['arn:aws:iam::aws:policy/job-function/Billing'],
  ],
  [
    'a key by id',
    'kms',
    'Encrypt',
    { KeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' },
    [`arn:aws:kms:${here}:key/1234abcd-12ab-34cd-56ef-1234567890ab`],
  ],
  ['a function', 'lambda', 'Invoke', { FunctionName: 'jobs' }, [`arn:aws:lambda:${here}:function:jobs`]],
  [
    'a function and its alias',
    'lambda',
    'Invoke',
    { FunctionName: '123456789012:function:jobs:live' },
    [`arn:aws:lambda:${here}:function:jobs`, `arn:aws:lambda:${here}:function:jobs:live`],
  ],
];

for (const [what, service, operation, parameters, expected] of known) {
  test(`${what}: ${service}:${operation}`, () => {
    assert.deepEqual(arns(service, operation, parameters), { arns: expected, known: true });
  });
}

const floors: readonly Row[] = [
  ['an operation that nobody checked', 'stepfunctions', 'TestState', { definition: '{}' }, []],
  ['an EC2 operation that names nothing', 'ec2', 'ModifyHosts', {}, []],
  ['an EC2 operation that nobody checked', 'ec2', 'BundleInstance', { InstanceId: 'i-0123456789abcdef0' }, []],
  [
    'an address that is handed to another account',
    'ec2',
    'EnableAddressTransfer',
    { AllocationId: 'eipalloc-0123456789abcdef0', TransferAccountId: '999999999999' },
    [`arn:aws:ec2:${here}:elastic-ip/eipalloc-0123456789abcdef0`],
  ],
  [
    'an image that leaves for a bucket, whoever has it',
    'ec2',
    'CreateStoreImageTask',
    { ImageId: 'ami-0123456789abcdef0', Bucket: 'theirs' },
    ['arn:aws:ec2:eu-west-1::image/ami-0123456789abcdef0'],
  ],
  [
    'a copy from another region',
    'ec2',
    'CopySnapshot',
    { SourceSnapshotId: 'snap-0123456789abcdef0', SourceRegion: 'us-east-1' },
    ['arn:aws:ec2:eu-west-1::snapshot/snap-0123456789abcdef0', 'arn:aws:ec2:eu-west-1::snapshot/*'],
  ],
  [
    'an export to a bucket, whoever has it',
    'rds',
    'StartExportTask',
    { SourceArn: `arn:aws:rds:${here}:snapshot:web`, S3BucketName: 'theirs' },
    [`arn:aws:rds:${here}:snapshot:web`],
  ],
  [
    'an export of logs to a bucket, whoever has it',
    'logs',
    'CreateExportTask',
    { logGroupName: '/app', destination: 'theirs' },
    [`arn:aws:logs:${here}:log-group:/app`],
  ],
  ['a cluster by its name, which its ARN does not hold', 'sagemaker', 'DeleteCluster', { ClusterName: 'web' }, []],
  [
    'a provider of another account',
    'iam',
    'DeleteSAMLProvider',
    { SAMLProviderArn: 'arn:aws:iam::999999999999:saml-provider/idp' },
    ['arn:aws:iam::999999999999:saml-provider/idp'],
  ],
  ['an ARN of another type', 'sagemaker', 'DeleteArtifact', { ArtifactArn: `arn:aws:sagemaker:${here}:model/m` }, []],
  [
    'another account’s access grants',
    's3control',
    'DeleteAccessGrantsInstance',
    { AccountId: '999999999999' },
    [`arn:aws:s3:${here}:access-grants/default`],
  ],
  ['a wildcard where an id belongs', 'ec2', 'ReleaseHosts', { HostIds: ['h-*'] }, []],
  [
    'a launch template by its name',
    'ec2',
    'EnableFastLaunch',
    { ImageId: 'ami-0123456789abcdef0', LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' } },
    ['arn:aws:ec2:eu-west-1::image/ami-0123456789abcdef0'],
  ],
  [
    'a transit gateway of another account',
    'ec2',
    'CreateTransitGatewayPeeringAttachment',
    { TransitGatewayId: 'tgw-0123456789abcdef0', PeerTransitGatewayId: 'tgw-00000001', PeerAccountId: '999999999999' },
    [`arn:aws:ec2:${here}:transit-gateway-attachment/*`, `arn:aws:ec2:${here}:transit-gateway/tgw-0123456789abcdef0`],
  ],
  ['a service that nobody checked', 'glacier', 'ListVaults', {}, []],
  [
    'an id that is none',
    'ec2',
    'TerminateInstances',
    { InstanceIds: ['i-0123456789abcdef0', 'i-*'] },
    [`arn:aws:ec2:${here}:instance/i-0123456789abcdef0`],
  ],
  ['no id at all', 'ec2', 'StopInstances', {}, []],
  ['an id of another type', 'ec2', 'StopInstances', { InstanceIds: ['vol-0123456789abcdef0'] }, []],
  ['a partial ARN', 'secretsmanager', 'GetSecretValue', { SecretId: `arn:aws:secretsmanager:${here}:secret:db` }, []],
  [
    'another account’s secret',
    'secretsmanager',
    'GetSecretValue',
    { SecretId: 'arn:aws:secretsmanager:eu-west-1:999999999999:secret:db-AbCdEf' },
    ['arn:aws:secretsmanager:eu-west-1:999999999999:secret:db-??????'],
  ],
  [
    'another region’s table',
    'dynamodb',
    'GetItem',
    { TableName: 'arn:aws:dynamodb:us-east-1:123456789012:table/Orders' },
    ['arn:aws:dynamodb:us-east-1:123456789012:table/Orders'],
  ],
  ['all parameters below a path', 'ssm', 'GetParametersByPath', { Path: '/prod' }, [`arn:aws:ssm:${here}:parameter/prod/*`]],
  ['all parameters', 'ssm', 'GetParametersByPath', { Path: '/' }, [`arn:aws:ssm:${here}:parameter/*`]],
  ['an access point’s alias', 's3', 'GetObject', { Bucket: 'my-ap-abcdef-s3alias', Key: 'k' }, []],
  ['an access point’s ARN', 's3', 'GetObject', { Bucket: `arn:aws:s3:${here}:accesspoint/ap`, Key: 'k' }, []],
  [
    'a bucket that is said to be another account’s',
    's3',
    'GetObject',
    { Bucket: 'my-bucket', Key: 'k', ExpectedBucketOwner: '999999999999' },
    ['arn:aws:s3:::my-bucket/k'],
  ],
  [
    'a copy from an access point',
    's3',
    'CopyObject',
    { Bucket: 'to-here', Key: 'k', CopySource: `arn:aws:s3:${here}:accesspoint/ap/object/k` },
    ['arn:aws:s3:::to-here/k'],
  ],
  ['a statement that names no one table', 'dynamodb', 'ExecuteStatement', { Statement: 'EXPLAIN' }, []],
  ['a key’s alias', 'kms', 'Decrypt', { KeyId: 'alias/app' }, [`arn:aws:kms:${here}:alias/app`]],
  ['a ciphertext that names its key', 'kms', 'Decrypt', { CiphertextBlob: 'AA==' }, []],
  ['a user whose path is not said', 'iam', 'DeleteUser', { UserName: 'eve' }, ['arn:aws:iam::123456789012:user/eve']],
  [
    'another account’s role',
    'sts',
    'AssumeRole',
    { RoleArn: 'arn:aws:iam::999999999999:role/admin' },
    ['arn:aws:iam::999999999999:role/admin'],
  ],
  [
    'another account’s function',
    'lambda',
    'Invoke',
    { FunctionName: '999999999999:function:jobs' },
    ['arn:aws:lambda:eu-west-1:999999999999:function:jobs'],
  ],
  ['another service’s ARN', 'dynamodb', 'GetItem', { TableName: 'arn:aws:s3:::my-bucket' }, []],
];

for (const [what, service, operation, parameters, expected] of floors) {
  test(`${what} leaves the list a floor: ${service}:${operation}`, () => {
    assert.deepEqual(arns(service, operation, parameters), { arns: expected, known: false });
  });
}

test('a foreign resource keeps the account of its ARN', () => {
  const parameters = { SecretId: 'arn:aws:secretsmanager:eu-west-1:999999999999:secret:db-AbCdEf' };

  const { resources } = resourcesOf({ service: 'secretsmanager', operation: 'DeleteSecret', parameters, ...place });

  assert.equal(resources[0]?.account, '999999999999');
});

test('a resource named twice is listed once', () => {
  const parameters = { InstanceIds: ['i-00000001', 'i-00000001'] };

  assert.equal(arns('ec2', 'StopInstances', parameters).arns.length, 1);
});

test('a region tells its partition', () => {
  const regions = ['eu-west-1', 'cn-north-1', 'us-gov-west-1', 'eusc-de-east-1', 'us-iso-east-1', 'us-isob-east-1'];

  assert.deepEqual(regions.map(partitionOf), ['aws', 'aws-cn', 'aws-us-gov', 'aws-eusc', 'aws-iso', 'aws-iso-b']);
});
