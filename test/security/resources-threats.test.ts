/** Attacks on what a call is said to touch (threats 10, 25 and 9): other accounts, other forms of a name, names that are patterns. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { narrowingPolicy } from '#core/connections/narrowing-policy.ts';
import type { Call, Parameters } from '#core/model.ts';
import { actionsOf } from '#core/protocols/aws/actions/actions.ts';
import { resourcesOf } from '#core/protocols/aws/resources/resources.ts';

const catalog = readCatalog();
const account = '123456789012';
const foreign = '999999999999';
const here = `eu-west-1:${account}`;
const there = `eu-west-1:${foreign}`;
const uuid = '12345678-1234-1234-1234-123456789012';

function callOf(id: string, parameters: Parameters): Call {
  const [service = '', name = ''] = id.split(':');
  const operation = catalog.operation(service, name);
  assert.ok(operation, id);
  const { access, resource } = operation;
  const place = { region: 'eu-west-1', account };
  const known = resourcesOf({ service, operation: name, parameters, access, resource, partition: 'aws', ...place });
  return { service, operation: name, ...place, access, actions: actionsOf(operation, parameters), parameters, ...known };
}

/** Attacks that reach into another account: none may look like the connection's own. */
const foreigners: readonly (readonly [attack: string, id: string, parameters: Parameters])[] = [
  ['a foreign table by its ARN', 'dynamodb:PutItem', { TableName: `arn:aws:dynamodb:${there}:table/Orders` }],
  [
    'a foreign table among own ones',
    'dynamodb:BatchWriteItem',
    { RequestItems: { Orders: [], [`arn:aws:dynamodb:${there}:table/Orders`]: [] } },
  ],
  [
    'a foreign table in a statement of a transaction',
    'dynamodb:TransactWriteItems',
    { TransactItems: [{ Put: { TableName: `arn:aws:dynamodb:${there}:table/T` } }] },
  ],
  ['a foreign queue by its URL', 'sqs:SendMessage', { QueueUrl: `https://sqs.eu-west-1.amazonaws.com/${foreign}/jobs` }],
  ['a foreign topic', 'sns:Publish', { TopicArn: `arn:aws:sns:${there}:alarms` }],
  [
    'a foreign queue as a subscriber',
    'sns:Subscribe',
    { TopicArn: `arn:aws:sns:${here}:alarms`, Endpoint: `arn:aws:sqs:${there}:q` },
  ],
  ['a foreign bus', 'events:PutEvents', { Entries: [{ EventBusName: `arn:aws:events:${there}:event-bus/b` }] }],
  [
    'a foreign target of a rule',
    'events:PutTargets',
    { Rule: 'r', Targets: [{ Id: '1', Arn: `arn:aws:lambda:${there}:function:f` }] },
  ],
  ['a foreign function by a partial ARN', 'lambda:Invoke', { FunctionName: `${foreign}:function:f` }],
  ['a foreign layer', 'lambda:UpdateFunctionConfiguration', { FunctionName: 'f', Layers: [`arn:aws:lambda:${there}:layer:x:1`] }],
  ['a foreign key', 'kms:Encrypt', { KeyId: `arn:aws:kms:${there}:key/${uuid}` }],
  ['a foreign key for an own secret', 'secretsmanager:CreateSecret', { Name: 's', KmsKeyId: `arn:aws:kms:${there}:key/${uuid}` }],
  ['a foreign secret', 'secretsmanager:GetSecretValue', { SecretId: `arn:aws:secretsmanager:${there}:secret:s-AbCdEf` }],
  ['a foreign role to assume', 'sts:AssumeRole', { RoleArn: `arn:aws:iam::${foreign}:role/admin`, RoleSessionName: 's' }],
  ['a foreign registry', 'ecr:PutImage', { repositoryName: 'app', registryId: foreign }],
  ['a bucket that the caller says is foreign', 's3:PutObject', { Bucket: 'theirs', Key: 'k', ExpectedBucketOwner: foreign }],
  [
    'a copy out of a foreign bucket',
    's3:CopyObject',
    { Bucket: 'ours', Key: 'k', CopySource: 'theirs/k', ExpectedSourceBucketOwner: foreign },
  ],
  [
    'a foreign snapshot to restore',
    'rds:RestoreDBInstanceFromDBSnapshot',
    { DBInstanceIdentifier: 'd', DBSnapshotIdentifier: `arn:aws:rds:${there}:snapshot:s` },
  ],
  ['a foreign log group', 'logs:FilterLogEvents', { logGroupIdentifier: `arn:aws:logs:${there}:log-group:/app` }],
  ['a foreign state machine', 'stepfunctions:StartExecution', { stateMachineArn: `arn:aws:states:${there}:stateMachine:m` }],
  [
    'a foreign runtime',
    'bedrock-agentcore:InvokeAgentRuntime',
    { agentRuntimeArn: `arn:aws:bedrock-agentcore:${there}:runtime/bot` },
  ],
  ['a foreign stream of a service that nobody checked', 'kinesis:PutRecord', { StreamARN: `arn:aws:kinesis:${there}:stream/s` }],
  ['the settings of a foreign account', 's3control:PutPublicAccessBlock', { AccountId: foreign }],
  [
    'a peering with a foreign network',
    'ec2:CreateVpcPeeringConnection',
    { VpcId: 'vpc-0123456789abcdef0', PeerOwnerId: foreign },
  ],
];

for (const [attack, id, parameters] of foreigners) {
  test(`${attack} is never known as the connection’s own: ${id}`, () => {
    const call = callOf(id, parameters);

    assert.equal(call.resourcesKnown, false);
  });
}

test('a foreign resource that an ARN names keeps its account, so that a policy can see it', () => {
  for (const [attack, id, parameters] of foreigners.filter(([, , given]) => JSON.stringify(given).includes(`:${foreign}:`))) {
    const accounts = callOf(id, parameters).resources.map((resource) => resource.account);
    assert.ok(accounts.includes(foreign), attack);
  }
});

/** Every way to write one name leads to one ARN, or the resources are not known. */
const forms: readonly (readonly [arn: string, ...ways: readonly (readonly [id: string, parameters: Parameters])[]])[] = [
  [
    `arn:aws:lambda:${here}:function:jobs`,
    ['lambda:DeleteFunction', { FunctionName: 'jobs' }],
    ['lambda:DeleteFunction', { FunctionName: 'function:jobs' }],
    ['lambda:DeleteFunction', { FunctionName: `${account}:function:jobs` }],
    ['lambda:DeleteFunction', { FunctionName: `arn:aws:lambda:${here}:function:jobs` }],
  ],
  [
    `arn:aws:secretsmanager:${here}:secret:prod/db-??????`,
    ['secretsmanager:DeleteSecret', { SecretId: 'prod/db' }],
    ['secretsmanager:DeleteSecret', { SecretId: `arn:aws:secretsmanager:${here}:secret:prod/db-AbCdEf` }],
  ],
  [
    `arn:aws:ssm:${here}:parameter/prod/db`,
    ['ssm:DeleteParameter', { Name: '/prod/db' }],
    ['ssm:GetParameter', { Name: '/prod/db:3' }],
    ['ssm:GetParameter', { Name: `arn:aws:ssm:${here}:parameter/prod/db` }],
  ],
  [
    `arn:aws:rds:${here}:db:orders`,
    ['rds:DeleteDBInstance', { DBInstanceIdentifier: 'orders' }],
    ['rds:DeleteDBInstance', { DBInstanceIdentifier: 'ORDERS' }],
    ['rds:AddTagsToResource', { ResourceName: `arn:aws:rds:${here}:db:Orders` }],
  ],
  [
    `arn:aws:cloudformation:${here}:stack/web/*`,
    ['cloudformation:DeleteStack', { StackName: 'web' }],
    ['cloudformation:DeleteStack', { StackName: `arn:aws:cloudformation:${here}:stack/web/${uuid}` }],
  ],
  [
    `arn:aws:ecs:${here}:service/web/api`,
    ['ecs:DeleteService', { cluster: 'web', service: 'api' }],
    ['ecs:DeleteService', { cluster: `arn:aws:ecs:${here}:cluster/web`, service: 'api' }],
    ['ecs:DeleteService', { service: `arn:aws:ecs:${here}:service/web/api` }],
  ],
  [
    `arn:aws:sqs:${here}:jobs`,
    ['sqs:DeleteQueue', { QueueUrl: `https://sqs.eu-west-1.amazonaws.com/${account}/jobs` }],
    ['sqs:DeleteQueue', { QueueUrl: `https://eu-west-1.queue.amazonaws.com/${account}/jobs` }],
    ['sqs:DeleteQueue', { QueueUrl: `http://127.0.0.1:4181/${account}/jobs` }],
  ],
  [
    `arn:aws:logs:${here}:log-group:/app`,
    ['logs:DeleteLogGroup', { logGroupName: '/app' }],
    ['logs:FilterLogEvents', { logGroupIdentifier: `arn:aws:logs:${here}:log-group:/app` }],
    ['logs:FilterLogEvents', { logGroupIdentifier: `arn:aws:logs:${here}:log-group:/app:*` }],
  ],
  [
    `arn:aws:events:${here}:rule/nightly`,
    ['events:DeleteRule', { Name: 'nightly' }],
    ['events:DeleteRule', { Name: 'nightly', EventBusName: 'default' }],
    ['events:DeleteRule', { Name: 'nightly', EventBusName: `arn:aws:events:${here}:event-bus/default` }],
  ],
];

for (const [arn, ...ways] of forms) {
  test(`every way to write its name leads to ${arn}`, () => {
    for (const [id, parameters] of ways) {
      const { resources, resourcesKnown } = callOf(id, parameters);
      assert.deepEqual([resources.map((resource) => resource.arn), resourcesKnown], [[arn], true], JSON.stringify(parameters));
    }
  });
}

/** Names that stand for another: none may be taken for what it is called. */
const aliases: readonly (readonly [alias: string, id: string, parameters: Parameters])[] = [
  ['a KMS alias', 'kms:ScheduleKeyDeletion', { KeyId: 'alias/app' }],
  ['a KMS alias by its ARN', 'kms:Encrypt', { KeyId: `arn:aws:kms:${here}:alias/app` }],
  ['an access point’s alias', 's3:DeleteObject', { Bucket: 'logs-abc123-s3alias', Key: 'k' }],
  ['an object-lambda alias', 's3:GetObject', { Bucket: 'logs-abc123--ol-s3', Key: 'k' }],
  ['an access point’s ARN', 's3:DeleteObject', { Bucket: `arn:aws:s3:${here}:accesspoint/ap`, Key: 'k' }],
  ['a multi-region access point', 's3:GetObject', { Bucket: `arn:aws:s3::${account}:accesspoint/abc.mrap`, Key: 'k' }],
  ['a partial ARN of a secret', 'secretsmanager:DeleteSecret', { SecretId: `arn:aws:secretsmanager:${here}:secret:db` }],
  ['a user without a path', 'iam:DeleteUser', { UserName: 'eve' }],
  ['a task definition without a revision', 'ecs:RunTask', { taskDefinition: 'web' }],
  ['a launch template by name', 'ec2:DeleteLaunchTemplate', { LaunchTemplateName: 'web' }],
  ['a security group by name', 'ec2:AuthorizeSecurityGroupIngress', { GroupName: 'web' }],
];

for (const [alias, id, parameters] of aliases) {
  test(`${alias} is not taken for what it is called: ${id}`, () => {
    assert.equal(callOf(id, parameters).resourcesKnown, false);
  });
}

for (const [id, parameters] of [
  ['sqs:CreateQueue', { QueueName: 'jobs*' }],
  ['dynamodb:DeleteTable', { TableName: '*' }],
  ['lambda:DeleteFunction', { FunctionName: 'jobs*' }],
  ['ec2:TerminateInstances', { InstanceIds: ['*'] }],
  ['secretsmanager:GetSecretValue', { SecretId: 'prod/*' }],
  ['ssm:GetParameter', { Name: '/prod/*' }],
  ['logs:DeleteLogGroup', { logGroupName: '/app/*' }],
  ['sns:Publish', { TopicArn: `arn:aws:sns:${here}:*` }],
  ['glue:StartJobRun', { JobName: 'etl?' }],
  ['s3:ListObjectsV2', { Bucket: 'my-*' }],
] as const) {
  test(`a name that is a pattern is no resource: ${id}`, () => {
    const { resources, resourcesKnown } = callOf(id, parameters);

    assert.deepEqual([resources, resourcesKnown], [[], false]);
  });
}

test('an object that is called * widens no session policy', () => {
  const role = { arn: 'arn:aws:iam::123456789012:role/r', groups: [], narrow: 'call' } as const;

  const policy = JSON.parse(narrowingPolicy(callOf('s3:DeleteObject', { Bucket: 'my-bucket', Key: '*' }), role) ?? '');

  assert.equal(policy.Statement[0].Resource, ['arn:aws:s3:::my-bucket/$', '{*}'].join(''));
});

test('a deletion is a deletion in a batch, a transaction and a statement', () => {
  const disguises: readonly (readonly [id: string, parameters: Parameters])[] = [
    ['dynamodb:BatchWriteItem', { RequestItems: { T: [{ DeleteRequest: { Key: {} } }] } }],
    ['dynamodb:TransactWriteItems', { TransactItems: [{ Delete: { TableName: 'Orders' } }] }],
    ['dynamodb:ExecuteStatement', { Statement: 'DELETE FROM "Orders" WHERE id=1' }],
    ['dynamodb:BatchExecuteStatement', { Statements: [{ Statement: 'DELETE FROM "Orders" WHERE id=1' }] }],
    ['dynamodb:ExecuteTransaction', { TransactStatements: [{ Statement: 'DELETE FROM "Orders" WHERE id=1' }] }],
  ];

  for (const [id, parameters] of disguises) assert.ok(callOf(id, parameters).actions.includes('dynamodb:DeleteItem'), id);
});
