import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call, Resource, Role } from '../model.ts';
import { type NarrowingOptions, narrowingOf, narrowingPolicy, narrowingPolicyLimit } from './narrowing-policy.ts';

const role: Role = { arn: 'arn:aws:iam::123456789012:role/countersign/launcher', groups: ['engineers'], narrow: 'service' };
const exact: Role = { ...role, narrow: 'call' };
const account = '123456789012';
const inAccount = { StringEqualsIfExists: { 'aws:ResourceAccount': [account] } };

function callOf(service: string, operation: string, given: Partial<Call>): Call {
  return {
    service,
    operation,
    region: 'eu-west-1',
    account,
    access: 'write',
    actions: [`${service}:${operation}`],
    resources: [],
    resourcesKnown: true,
    parameters: {},
    ...given,
  };
}

function resource(service: string, type: string, arn: string, owner = account): Resource {
  return { service, type, arn, region: 'eu-west-1', account: owner };
}

type Statement = { readonly Action: unknown; readonly Resource: unknown; readonly Condition?: unknown };

function statements(call: Call, given: Role, options?: NarrowingOptions): readonly Statement[] {
  const { Statement: found } = JSON.parse(narrowingPolicy(call, given, options) ?? '{"Statement":[]}');
  return found;
}

const launch = callOf('ec2', 'RunInstances', { actions: ['ec2:RunInstances', 'ec2:CreateTags', 'iam:PassRole'] });
const bucketKey = resource('s3', 'object', 'arn:aws:s3:::my-bucket/a*b?c$d');
const put = callOf('s3', 'PutObject', { actions: ['s3:PutObject', 's3:PutObjectTagging'], resources: [bucketKey] });

test('a role is cut to the service of the call and what the call needs elsewhere', () => {
  const [first, , via] = statements(launch, role);

  assert.deepEqual(first, { Effect: 'Allow', Action: ['ec2:*', 'iam:PassRole'], Resource: '*', Condition: inAccount });
  assert.deepEqual(via?.Condition, { StringLike: { 'kms:ViaService': 'ec2.*.amazonaws.com*' } });
});

test('a role that is not narrowed gets no session policy', () => {
  assert.equal(narrowingPolicy(launch, { ...role, narrow: 'off' }), undefined);
});

test('a role may be cut to exactly the call: its actions on its resources', () => {
  assert.deepEqual(statements(put, exact)[0], {
    Effect: 'Allow',
    Action: ['s3:PutObject', 's3:PutObjectTagging'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM writes its escapes so.
    Resource: 'arn:aws:s3:::my-bucket/a${*}b${?}c${$}d',
    Condition: inAccount,
  });
});

for (const [what, given, options] of [
  ['an approved call', put, { isApproved: true }],
  ['a call that reads a secret', { ...put, access: 'secret-read' }, {}],
  ['a call that changes permissions', { ...put, access: 'permissions' }, {}],
] as const) {
  test(`${what} is cut to the call, whatever its role says`, () => {
    assert.equal(narrowingOf(given, role, options).to, 'call');
    assert.equal(narrowingOf(given, { ...role, narrow: 'off' }, options).to, 'call');
  });
}

test('a call whose resources are not known is cut to its service, not to a guess', () => {
  assert.equal(narrowingOf({ ...put, resourcesKnown: false }, exact).to, 'service');
});

test('a call of a service that nobody checked is cut to its service', () => {
  assert.equal(narrowingOf(callOf('glue', 'GetJob', {}), exact).to, 'service');
});

test('a call on more resources than STS takes is cut to its actions', () => {
  const resources = Array.from({ length: 100 }, (_, index) => resource('s3', 'object', `arn:aws:s3:::my-bucket/key-${index}`));

  const narrowing = narrowingOf({ ...put, resources }, exact);

  assert.equal(narrowing.to, 'actions');
  assert.ok(narrowing.to === 'actions' && narrowing.policy.length <= narrowingPolicyLimit);
  assert.deepEqual(statements({ ...put, resources }, exact)[0]?.Action, ['s3:PutObject', 's3:PutObjectTagging']);
});

test('a role is passed by its name, to the service that the operation hands it to', () => {
  const passed = 'arn:aws:iam::123456789012:role/countersign-workload/jobs';
  const create = callOf('lambda', 'CreateFunction', {
    actions: ['lambda:CreateFunction', 'iam:PassRole'],
    resources: [resource('lambda', 'function', 'arn:aws:lambda:eu-west-1:123456789012:function:jobs')],
    parameters: { Role: passed, Environment: { Variables: { OTHER: 'text' } } },
  });

  const found = statements(create, exact).find(({ Action }) => Action === 'iam:PassRole');

  assert.equal(found?.Resource, passed);
  assert.deepEqual(found?.Condition, { StringEquals: { 'iam:PassedToService': ['lambda.amazonaws.com'] }, ...inAccount });
});

test('a role by its name alone may have any path: beside one that is named whole, any, but for the service alone', () => {
  const create = callOf('rds', 'CreateDBInstance', {
    actions: ['rds:CreateDBInstance', 'iam:PassRole'],
    resources: [resource('rds', 'db', 'arn:aws:rds:eu-west-1:123456789012:db:web')],
    parameters: { MonitoringRoleArn: 'arn:aws:iam::123456789012:role/monitoring', DomainIAMRoleName: 'directory' },
  });

  const found = statements(create, exact).find(({ Action }) => Action === 'iam:PassRole');

  assert.equal(found?.Resource, '*');
  assert.match(JSON.stringify(found?.Condition), /"iam:PassedToService":\["rds\.amazonaws\.com"/);
});

test('a role that an instance profile or template holds is not named by the call: any, but for EC2 alone', () => {
  const found = statements(launch, exact).find(({ Action }) => Action === 'iam:PassRole');

  assert.equal(found?.Resource, '*');
  assert.match(JSON.stringify(found?.Condition), /"iam:PassedToService":\["ec2\.amazonaws\.com"/);
});

test('tags on something new are set only as part of the operation that creates it', () => {
  const found = statements(launch, exact).find(({ Action }) => Action === 'ec2:CreateTags');

  assert.deepEqual(found?.Condition, { StringEquals: { 'ec2:CreateAction': 'RunInstances' }, ...inAccount });
});

test('a copy reads its source alone, and writes its target alone', () => {
  const copy = callOf('s3', 'CopyObject', {
    actions: ['s3:PutObject', 's3:GetObject'],
    resources: [resource('s3', 'object', 'arn:aws:s3:::to/k'), resource('s3', 'object', 'arn:aws:s3:::from/k')],
  });

  const found = statements(copy, exact).map(({ Action, Resource }) => [Action, Resource]);

  assert.deepEqual(found.slice(0, 2), [
    ['s3:PutObject', 'arn:aws:s3:::to/k'],
    ['s3:GetObject', 'arn:aws:s3:::from/k'],
  ]);
});

test('a missing object stays a missing object: its bucket may be listed', () => {
  const get = { ...put, operation: 'GetObject', access: 'read', actions: ['s3:GetObject'] } as const;

  assert.deepEqual(statements(get, exact).find(({ Action }) => Action === 's3:ListBucket')?.Resource, 'arn:aws:s3:::my-bucket');
});

test('nothing of another account is in reach, but what the call named and was decided on', () => {
  const layer = resource('lambda', 'layer', 'arn:aws:lambda:eu-west-1:999999999999:layer:x:1', '999999999999');

  const own = statements(callOf('lambda', 'UpdateFunctionConfiguration', {}), role);
  const shared = statements(callOf('lambda', 'UpdateFunctionConfiguration', { resources: [layer] }), role);

  assert.deepEqual(own[0]?.Condition, inAccount);
  assert.deepEqual(shared[0]?.Condition, { StringEqualsIfExists: { 'aws:ResourceAccount': [account, '999999999999'] } });
});

test('what AWS keeps for everybody stays in reach: a public image is in an account of AWS', () => {
  const found = statements(launch, exact).find(({ Condition }) => Condition === undefined);

  assert.equal(found?.Action, 'ec2:RunInstances');
  assert.ok(JSON.stringify(found?.Resource).includes('arn:*:ec2:*::image/*'));
});

test('a key of any script is written in the characters that STS takes, and means the same', () => {
  const arn = 'arn:aws:s3:::my-bucket/ключ 🗝';

  const policy = narrowingPolicy({ ...put, resources: [resource('s3', 'object', arn)] }, exact) ?? '';

  assert.match(policy, /^[\x20-\x7e]+$/);
  assert.equal(JSON.parse(policy).Statement[0].Resource, arn);
});

test('no session policy denies anything: it only cuts', () => {
  for (const call of [launch, put]) {
    for (const given of [role, exact]) assert.doesNotMatch(narrowingPolicy(call, given) ?? '', /"Deny"/);
  }
});

test('what makes the first of something in a service may let it make its own role, for itself alone', () => {
  const database = callOf('rds', 'CreateDBInstance', { actions: ['rds:CreateDBInstance'] });
  const linked = (call: Call) => statements(call, exact).find(({ Action }) => Action === 'iam:CreateServiceLinkedRole');

  assert.deepEqual(linked(database)?.Resource, 'arn:*:iam::*:role/aws-service-role/*');
  assert.deepEqual(linked(database)?.Condition, { StringLike: { 'iam:AWSServiceName': ['rds.amazonaws.com*'] } });
  assert.equal(linked({ ...database, operation: 'DeleteDBInstance' }), undefined);
  assert.equal(linked(put), undefined);
});
