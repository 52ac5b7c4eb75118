/** Remove the tag, then terminate (threats 7): whatever operation changes a tag that a guardrail reads needs that guardrail's chains. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { operationFinder } from '#core/find-operation.ts';
import type { Decision, Parameters } from '#core/model.ts';
import { decide } from '#core/policy/decide.ts';
import { agentOfAda, ask, permitAll, policySet } from '#test/policy/questions.ts';

const catalog = readCatalog();
const find = operationFinder(catalog);
const protect =
  '@id("protect") @reason("r") @approval("change") forbid (principal, action == CS::Action::"ec2:TerminateInstances", resource) when { resource.hasTag("mcp-server") } unless { context.approvals.contains("change") };';
const unlessSandbox =
  '@id("sandbox") @reason("r") @approval("lead") forbid (principal, action == CS::Action::"ec2:TerminateInstances", resource) unless { resource.hasTag("sandbox") || context.approvals.contains("lead") };';
const known = '@id("known") permit (principal, action, resource) unless { resource.tagsKnown == false && false };';
const set = policySet(permitAll, protect, unlessSandbox, known);

function decided(action: string, parameters: Parameters, approvals: readonly string[] = []): Decision {
  const [service = '', operation = ''] = action.split(':');
  const found = find(service, operation, parameters);
  assert.ok(found, action);
  return decide(set, ask({ resources: [], call: { service, operation, parameters, ...found }, context: { approvals } }));
}

function chainsOf(decision: Decision): readonly string[] {
  return decision.outcome === 'needs-approval' ? decision.chains : [decision.outcome];
}

describe('a guarded tag is changed only with the approval of its guardrails', () => {
  const tag = [{ Key: 'mcp-server', Value: 'x' }];
  const ways: readonly (readonly [action: string, parameters: Parameters])[] = [
    ['ec2:CreateTags', { Resources: ['i-1'], Tags: tag }],
    ['ec2:DeleteTags', { Resources: ['i-1'], Tags: [{ Key: 'mcp-server' }] }],
    ['resourcegroupstaggingapi:UntagResources', { ResourceARNList: ['arn'], TagKeys: ['mcp-server'] }],
    ['resourcegroupstaggingapi:TagResources', { ResourceARNList: ['arn'], Tags: { 'mcp-server': 'no' } }],
    ['lambda:TagResource', { Resource: 'arn', Tags: { 'mcp-server': 'no' } }],
    ['lambda:UntagResource', { Resource: 'arn', TagKeys: ['mcp-server'] }],
    ['autoscaling:DeleteTags', { Tags: [{ ResourceId: 'g', Key: 'mcp-server' }] }],
    ['autoscaling:CreateOrUpdateTags', { Tags: [{ ResourceId: 'g', Key: 'mcp-server', Value: 'x' }] }],
    ['datasync:UntagResource', { ResourceArn: 'arn', Keys: ['mcp-server'] }],
    ['elasticbeanstalk:UpdateTagsForResource', { ResourceArn: 'arn', TagsToRemove: ['mcp-server'] }],
    ['route53domains:DeleteTagsForDomain', { DomainName: 'd', TagsToDelete: ['mcp-server'] }],
    ['pinpoint:TagResource', { ResourceArn: 'arn', TagsModel: { tags: { 'mcp-server': 'x' } } }],
    ['apigateway:UntagResource', { resourceArn: 'arn', tagKeys: ['mcp-server'] }],
  ];
  for (const [action, parameters] of ways) {
    test(`${action} ${JSON.stringify(parameters)}`, () => {
      assert.deepEqual(chainsOf(decided(action, parameters)), ['change']);
      assert.equal(decided(action, parameters, ['change']).outcome, 'allow');
      assert.deepEqual(chainsOf(decided(action, parameters, ['other'])), ['change']);
    });
  }
});

describe('where no key is named, every guarded tag is meant', () => {
  const ways: readonly (readonly [action: string, parameters: Parameters])[] = [
    ['ec2:DeleteTags', { Resources: ['i-1'] }],
    ['ec2:DeleteTags', { Resources: ['i-1'], Tags: [] }],
    ['s3:DeleteBucketTagging', { Bucket: 'b' }],
    ['s3:PutBucketTagging', { Bucket: 'b', Tagging: { TagSet: [{ Key: 'team', Value: 'x' }] } }],
    ['s3control:DeleteJobTagging', { AccountId: '1', JobId: 'j' }],
    ['codebuild:UpdateProject', { name: 'p', tags: [{ key: 'team', value: 'x' }] }],
  ];
  for (const [action, parameters] of ways) {
    test(`${action} ${JSON.stringify(parameters)}`, () => {
      assert.deepEqual(chainsOf(decided(action, parameters)), ['change', 'lead']);
    });
  }
});

describe('what is only now made', () => {
  test('may carry a tag that puts it under a guardrail', () => {
    const TagSpecifications = [{ ResourceType: 'instance', Tags: [{ Key: 'mcp-server', Value: 'x' }] }];
    assert.equal(decided('ec2:RunInstances', { TagSpecifications }).outcome, 'allow');
  });

  test('may not carry one that takes it out of a guardrail', () => {
    const TagSpecifications = [{ ResourceType: 'instance', Tags: [{ Key: 'sandbox', Value: '' }] }];
    assert.deepEqual(chainsOf(decided('ec2:RunInstances', { TagSpecifications })), ['lead']);
    assert.deepEqual(chainsOf(decided('s3:PutObject', { Bucket: 'b', Key: 'k', Tagging: 'a=b&sand%62ox=1' })), ['lead']);
  });
});

describe('other calls pass as before', () => {
  const calls: readonly (readonly [action: string, parameters: Parameters])[] = [
    ['ec2:CreateTags', { Resources: ['i-1'], Tags: [{ Key: 'Name', Value: 'x' }] }],
    ['ec2:DescribeTags', { Filters: [{ Name: 'key', Values: ['mcp-server'] }] }],
    ['dynamodb:PutItem', { TableName: 't', Item: { Tags: { S: 'mcp-server' } } }],
    ['apigateway:CreateStage', { stageName: 'mcp-server' }],
  ];
  for (const [action, parameters] of calls) test(action, () => assert.equal(decided(action, parameters).outcome, 'allow'));
});

describe('a guardrail that nothing lifts', () => {
  const agentsOnly =
    '@id("agents") @reason("r") forbid (principal is CS::Agent, action == CS::Action::"ec2:StopInstances", resource) when { resource.hasTag("prod") };';
  const untag = {
    call: { operation: 'DeleteTags', access: 'tagging', actions: ['ec2:DeleteTags'], parameters: { Tags: [{ Key: 'prod' }] } },
  } as const;

  test('keeps its tag from whom it covers, and from nobody else', () => {
    const policies = policySet(permitAll, agentsOnly);

    assert.equal(decide(policies, ask({ ...untag, principal: agentOfAda })).outcome, 'deny');
    assert.equal(decide(policies, ask(untag)).outcome, 'allow');
  });
});

test('a denied call stays denied, and nobody is asked', () => {
  const parameters = { Tags: [{ Key: 'mcp-server' }] };
  const question = ask({ call: { operation: 'DeleteTags', access: 'tagging', actions: ['ec2:DeleteTags'], parameters } });

  assert.equal(decide(policySet(protect), question).outcome, 'deny');
});

test('every operation of AWS that is named for tags is seen to change them', () => {
  const operations = [...catalog.services.values()].flatMap((service) => [...service.operations.values()]);
  const tagging = operations.filter(({ access }) => access === 'tagging');
  const all = policySet(
    permitAll,
    '@id("t") @reason("r") @approval("c") forbid (principal, action == CS::Action::"ec2:StopInstances", resource) when { resource.hasTag("t") } unless { context.approvals.contains("c") };',
  );

  const missed = tagging.filter(({ service, name, access, actions }) => {
    const call = { service, operation: name, access, actions, parameters: {} };
    return decide(all, ask({ resources: [], call })).outcome === 'allow';
  });

  assert.ok(tagging.length > 600);
  assert.deepEqual(missed, []);
});
