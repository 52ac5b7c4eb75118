import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { readIamData } from '#scripts/catalog/iam-data.ts';
import type { Parameters } from '../../../model.ts';
import { actionRules } from './action-rules.ts';
import { actionsOf } from './actions.ts';

const catalog = readCatalog();

function actions(id: string, parameters: Parameters): readonly string[] {
  const [service = '', name = ''] = id.split(':');
  const operation = catalog.operation(service, name);
  assert.ok(operation, id);
  return actionsOf(operation, parameters);
}

const role = 'arn:aws:iam::123456789012:role/r';
const needed: readonly (readonly [what: string, id: string, parameters: Parameters, action: string])[] = [
  ['an instance profile hands over a role', 'ec2:RunInstances', { IamInstanceProfile: { Name: 'p' } }, 'iam:PassRole'],
  [
    'a launch template may hand over a role',
    'ec2:RunInstances',
    { LaunchTemplate: { LaunchTemplateId: 'lt-1' } },
    'iam:PassRole',
  ],
  [
    'a profile deep in a spot request hands over a role',
    'ec2:RequestSpotInstances',
    { LaunchSpecification: { IamInstanceProfile: { Arn: 'a' } } },
    'iam:PassRole',
  ],
  [
    'tags on something new are tagging',
    'ec2:RunInstances',
    { TagSpecifications: [{ ResourceType: 'instance' }] },
    'ec2:CreateTags',
  ],
  ['tags of an object are tagging', 's3:PutObject', { Tagging: 'a=b' }, 's3:PutObjectTagging'],
  ['a grant on an object is an ACL', 's3:PutObject', { ACL: 'public-read' }, 's3:PutObjectAcl'],
  ['a copy reads', 's3:CopyObject', { CopySource: 'a/b' }, 's3:GetObject'],
  ['a copy writes', 's3:CopyObject', { CopySource: 'a/b' }, 's3:PutObject'],
  ['a copy of a version reads a version', 's3:CopyObject', { CopySource: 'a/b?versionId=1' }, 's3:GetObjectVersion'],
  ['a version is read as a version', 's3:GetObject', { VersionId: '1' }, 's3:GetObjectVersion'],
  [
    'a version among many is deleted as a version',
    's3:DeleteObjects',
    { Delete: { Objects: [{ Key: 'a', VersionId: '1' }] } },
    's3:DeleteObjectVersion',
  ],
  ['a function gets its role', 'lambda:CreateFunction', { Role: role }, 'iam:PassRole'],
  ['a task definition gets its role', 'ecs:RegisterTaskDefinition', { taskRoleArn: role }, 'iam:PassRole'],
  ['a task gets the roles of its definition', 'ecs:RunTask', { taskDefinition: 't' }, 'iam:PassRole'],
  ['a job gets a role by its name', 'glue:CreateJob', { Role: 'etl' }, 'iam:PassRole'],
  ['a cluster gets an instance profile by its name', 'emr:RunJobFlow', { JobFlowRole: 'EMR_EC2_DefaultRole' }, 'iam:PassRole'],
  ['machines that are registered get a role by its name', 'ssm:CreateActivation', { IamRole: 'nodes' }, 'iam:PassRole'],
  ['a database joins a domain under a role by its name', 'rds:CreateDBInstance', { DomainIAMRoleName: 'ad' }, 'iam:PassRole'],
  ['a stack acts under its role', 'cloudformation:CreateStack', { RoleARN: role }, 'iam:PassRole'],
  ['a rule’s target acts under its role', 'events:PutTargets', { Targets: [{ RoleArn: role }] }, 'iam:PassRole'],
  [
    'a batch that deletes is a deletion',
    'dynamodb:BatchWriteItem',
    { RequestItems: { t: [{ DeleteRequest: {} }] } },
    'dynamodb:DeleteItem',
  ],
  [
    'a transaction that deletes is a deletion',
    'dynamodb:TransactWriteItems',
    { TransactItems: [{ Delete: {} }] },
    'dynamodb:DeleteItem',
  ],
  [
    'a statement that deletes is a deletion',
    'dynamodb:ExecuteStatement',
    { Statement: 'DELETE FROM t WHERE a=1' },
    'dynamodb:DeleteItem',
  ],
  ['a statement that cannot be read may do anything', 'dynamodb:ExecuteStatement', { Statement: '?' }, 'dynamodb:PartiQLDelete'],
  [
    'a proxy name reads a secret',
    'ssm:GetParameter',
    { Name: '/aws/reference/secretsmanager/x' },
    'secretsmanager:GetSecretValue',
  ],
  ['a guardrail is applied', 'bedrock-runtime:InvokeModel', { guardrailIdentifier: 'g' }, 'bedrock:ApplyGuardrail'],
  ['a new role’s tags have their own action', 'iam:CreateRole', { Tags: [{ Key: 'a' }] }, 'iam:TagRole'],
  ['a new queue’s tags', 'sqs:CreateQueue', { tags: { a: 'b' } }, 'sqs:TagQueue'],
  ['a new database’s tags', 'rds:CreateDBInstance', { Tags: [{ Key: 'a' }] }, 'rds:AddTagsToResource'],
  ['a new job’s tags', 'sagemaker:CreateTrainingJob', { Tags: [{ Key: 'a' }] }, 'sagemaker:AddTags'],
  ['a new stack’s tags', 'cloudformation:CreateStack', { Tags: [{ Key: 'a' }] }, 'cloudformation:TagResource'],
  ['the head of an object reads it', 's3:HeadObject', {}, 's3:GetObject'],
  ['an invocation is InvokeFunction', 'lambda:Invoke', {}, 'lambda:InvokeFunction'],
];

for (const [what, id, parameters, action] of needed) {
  test(`${what}: ${id} needs ${action}`, () => {
    assert.ok(actions(id, parameters).includes(action), actions(id, parameters).join());
  });
}

const notNeeded: readonly (readonly [what: string, id: string, parameters: Parameters])[] = [
  ['a plain launch', 'ec2:RunInstances', { ImageId: 'ami-1', MinCount: 1, MaxCount: 1 }],
  ['an empty list of tags', 'ec2:RunInstances', { TagSpecifications: [] }],
  ['a role that is only asked about', 'iam:GetRole', { RoleName: 'r' }],
  ['a read that filters by role', 'lambda:ListFunctions', { Role: role }],
  ['who is asking', 'sts:GetCallerIdentity', {}],
];

for (const [what, id, parameters] of notNeeded) {
  test(`${what} needs its own action alone: ${id}`, () => {
    assert.deepEqual(actions(id, parameters), [id]);
  });
}

test('the main action stands first, and none stands twice', () => {
  const found = actions('ec2:RunInstances', { IamInstanceProfile: { Name: 'p' }, LaunchTemplate: {}, TagSpecifications: [{}] });

  assert.deepEqual(found, ['ec2:RunInstances', 'ec2:CreateTags', 'iam:PassRole']);
});

test('every action that a rule adds is one that IAM knows', () => {
  const { actions: known } = readIamData();

  for (const action of actionRules.flatMap((rule) => rule.actions)) {
    const [prefix = '', name = ''] = action.split(':');
    assert.equal(known.get(prefix)?.get(name.toLowerCase())?.name, name, action);
  }
});

test('every rule names operations that the catalog has', () => {
  for (const { on } of actionRules) {
    for (const id of typeof on === 'string' ? [on] : on) {
      const [service = '', name] = id.split(':');
      assert.ok(name === undefined ? catalog.services.has(service) : catalog.operation(service, name), id);
    }
  }
});
