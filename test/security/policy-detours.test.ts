/** The forbidden thing by another operation (threats 5, 6, 7, 11, 20): no detour around a starter guardrail is allowed. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { readPolicies } from '#adapters/files/policies.ts';
import type { Parameters, Principal } from '#core/model.ts';
import { type ActionClass, actionClasses } from '#core/policy/action-classes.ts';
import { compilePolicies } from '#core/policy/compile-policies.ts';
import { decide } from '#core/policy/decide.ts';
import { ada, agentOfAda, ask, instance, permitAll, policySet } from '#test/policy/questions.ts';

policySet(permitAll);
const files = readPolicies(new URL('../../policies/', import.meta.url));
const starter = compilePolicies(files);
/** The starter policies of a house that permits everything besides: only guardrails stand in the way. */
const generous = compilePolicies([...files, { name: 'generous.cedar', text: permitAll }]);
const catalog = readCatalog();

const engineer: Principal = { ...ada, groups: ['mcp-production-engineers'] };
const pipeline: Principal = { ...ada, kind: 'service', groups: ['ci-deployers'] };
const agent: Principal = { ...agentOfAda, onBehalfOf: { id: ada.id, subject: 'ada', groups: ['mcp-production-engineers'] } };
const server = instance('i-1', { tags: { 'mcp-server': 'tickets' } });

function outcomeOf(set: typeof starter, principal: Principal, action: string, parameters: Parameters = {}): string {
  const [service = '', operation = ''] = action.split(':');
  const found = catalog.operation(service, operation);
  assert.ok(found, `${action} is not in the catalog`);
  return decide(
    set,
    ask({
      principal,
      resources: [server],
      call: { service, operation, access: found.access, actions: found.actions, parameters },
    }),
  ).outcome;
}

function classMembers(...classes: readonly ActionClass[]): readonly string[] {
  return classes.flatMap((name) => actionClasses[name]);
}

test('every member of a class is an operation of the catalog, once', () => {
  for (const members of Object.values(actionClasses)) {
    assert.equal(new Set(members).size, members.length);
    for (const member of members) assert.ok(catalog.operation(...split(member)), member);
  }
});

test('no delegate and no shell is allowed without an approval, to nobody', () => {
  for (const action of classMembers('delegates', 'interactive')) {
    for (const principal of [engineer, pipeline, agent]) {
      assert.notEqual(outcomeOf(starter, principal, action), 'allow', action);
      assert.notEqual(outcomeOf(generous, principal, action), 'allow', action);
    }
  }
});

test('agents are not even asked for them', () => {
  for (const action of classMembers('delegates', 'interactive')) assert.equal(outcomeOf(generous, agent, action), 'deny', action);
});

test('nobody mints credentials, whatever else is permitted', () => {
  for (const action of classMembers('mints-credentials')) {
    for (const principal of [engineer, pipeline, agent]) assert.equal(outcomeOf(generous, principal, action), 'deny', action);
  }
});

test('queries and exports of content are for engineers alone', () => {
  for (const action of classMembers('content-query', 'content-export')) {
    for (const principal of [pipeline, agent, ada]) assert.equal(outcomeOf(generous, principal, action), 'deny', action);
  }
});

describe('ways to take a tagged server down without an approval', () => {
  const ways: readonly (readonly [string, Parameters?])[] = [
    ['ec2:TerminateInstances', { InstanceIds: ['i-1'] }],
    ['ec2:StopInstances', { InstanceIds: ['i-1'] }],
    ['ec2:ModifyInstanceAttribute', { InstanceId: 'i-1', InstanceInitiatedShutdownBehavior: { Value: 'terminate' } }],
    ['ec2:DeleteTags', { Resources: ['i-1'], Tags: [{ Key: 'mcp-server' }] }],
    ['ec2:DeleteTags', { Resources: ['i-1'] }],
    [
      'ec2:CreateTags',
      {
        Resources: ['i-1'],
        Tags: [
          { Key: 'team', Value: 'x' },
          { Key: 'mcp-server', Value: 'no' },
        ],
      },
    ],
    ['resourcegroupstaggingapi:UntagResources', { ResourceARNList: [server.arn], TagKeys: ['mcp-server'] }],
    ['resourcegroupstaggingapi:TagResources', { ResourceARNList: [server.arn], Tags: { 'mcp-server': 'no' } }],
    ['cloudformation:DeleteStack', { StackName: 's' }],
    ['autoscaling:TerminateInstanceInAutoScalingGroup', { InstanceId: 'i-1', ShouldDecrementDesiredCapacity: true }],
    ['autoscaling:SetDesiredCapacity', { AutoScalingGroupName: 'g', DesiredCapacity: 0 }],
    ['cloudcontrol:DeleteResource', { TypeName: 'AWS::EC2::Instance', Identifier: 'i-1' }],
    ['ssm:StartAutomationExecution', { DocumentName: 'AWS-TerminateEC2Instance' }],
    ['ssm:SendCommand', { DocumentName: 'AWS-RunShellScript', InstanceIds: ['i-1'] }],
    ['ssm:StartSession', { Target: 'i-1' }],
    ['fis:StartExperiment', { experimentTemplateId: 'x' }],
    ['lambda:Invoke', { FunctionName: 'terminator' }],
    ['stepfunctions:StartExecution', { stateMachineArn: 'x' }],
    ['scheduler:CreateSchedule', { Name: 'later', Target: { Arn: 'arn:aws:scheduler:::aws-sdk:ec2:terminateInstances' } }],
    ['events:PutTargets', { Rule: 'r', Targets: [] }],
    ['ec2:RunInstances', { ImageId: 'ami-1', IamInstanceProfile: { Arn: 'arn:aws:iam::123456789012:instance-profile/admin' } }],
    ['ec2:RunInstances', { LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '$Latest' } }],
    ['iam:PutRolePolicy', { RoleName: 'countersign' }],
    ['sts:AssumeRole', { RoleArn: 'arn:aws:iam::123456789012:role/admin' }],
  ];
  for (const [action, parameters] of ways) {
    test(`${action} ${JSON.stringify(parameters)}`, () => {
      for (const principal of [engineer, pipeline, agent]) {
        assert.notEqual(outcomeOf(generous, principal, action, parameters), 'allow');
      }
    });
  }
});

function split(action: string): [string, string] {
  const [service = '', operation = ''] = action.split(':');
  return [service, operation];
}
