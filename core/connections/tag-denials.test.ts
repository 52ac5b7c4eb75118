import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from '../model.ts';
import { narrowingOf, narrowingPolicyLimit } from './narrowing-policy.ts';
import { type TagFact, tagDenials } from './tag-denials.ts';

const arn = 'arn:aws:ec2:eu-west-1:123456789012:instance/i-1';
const role = { arn: 'arn:aws:iam::123456789012:role/r', groups: [], narrow: 'service' } as const;
const call: Call = {
  service: 'ec2',
  operation: 'TerminateInstances',
  region: 'eu-west-1',
  account: '123456789012',
  access: 'write',
  actions: ['ec2:TerminateInstances'],
  resources: [{ arn, service: 'ec2', type: 'instance', region: 'eu-west-1', account: '123456789012' }],
  resourcesKnown: true,
  parameters: {},
};

function conditionOf(fact: Partial<TagFact>, of: Partial<Call> = {}): unknown {
  const [denial] = tagDenials({ ...call, ...of }, [{ arn, service: 'ec2', key: 'env', ...fact }]);
  return denial !== null && typeof denial === 'object' && 'Condition' in denial ? denial.Condition : undefined;
}

test('a tag that was not there must not come: the resource is denied with it', () => {
  assert.deepEqual(tagDenials(call, [{ arn, service: 'ec2', key: 'mcp-server' }]), [
    {
      Effect: 'Deny',
      Action: ['ec2:TerminateInstances'],
      Resource: [arn],
      Condition: { Null: { 'aws:ResourceTag/mcp-server': 'false' } },
    },
  ]);
});

test('a tag that was there must stay what it was', () => {
  assert.deepEqual(conditionOf({ value: 'dev' }), { StringNotEquals: { 'aws:ResourceTag/env': 'dev' } });
});

test('where not every action knows the key, one that is missing denies nothing', () => {
  const found = conditionOf({ service: 'sqs', value: 'dev' }, { actions: ['sqs:DeleteQueue'] });

  assert.deepEqual(found, {
    Null: { 'aws:ResourceTag/env': 'false' },
    StringNotEquals: { 'aws:ResourceTag/env': 'dev' },
  });
});

test('a value is never a variable of IAM', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM writes its variables and escapes so.
  const [value, escaped] = ['${aws:username}', '${$}{aws:username}'];

  assert.deepEqual(conditionOf({ value }), { StringNotEquals: { 'aws:ResourceTag/env': escaped } });
});

test('nothing is denied where IAM knows no tags: other services, what the action makes, keys and ARNs that IAM cannot write', () => {
  assert.deepEqual(tagDenials({ ...call, actions: ['kms:Decrypt'] }, [{ arn, service: 'kms', key: 'env' }]), []);
  assert.deepEqual(tagDenials({ ...call, actions: ['s3:PutObject'] }, [{ arn, service: 's3', key: 'env' }]), []);
  assert.deepEqual(tagDenials({ ...call, actions: ['ec2:RunInstances'] }, [{ arn, service: 'ec2', key: 'env' }]), []);
  assert.deepEqual(tagDenials(call, [{ arn, service: 'ec2', key: 'schlüssel' }]), []);
  assert.deepEqual(tagDenials(call, [{ arn: `${arn}*`, service: 'ec2', key: 'env' }]), []);
});

test('resources with the same tags share a statement', () => {
  const denials = tagDenials(call, [
    { arn: `${arn}1`, service: 'ec2', key: 'env' },
    { arn: `${arn}2`, service: 'ec2', key: 'env' },
    { arn: `${arn}3`, service: 'ec2', key: 'env', value: 'dev' },
  ]);

  assert.equal(denials.length, 2);
});

for (const narrow of ['service', 'call'] as const) {
  test(`a role that is cut to the ${narrow} carries the denials`, () => {
    const found = narrowingOf(call, { ...role, narrow }, { tags: [{ arn, service: 'ec2', key: 'mcp-server' }] });

    assert.equal(found.to, narrow);
    assert.match(
      'policy' in found ? found.policy : '',
      /"Effect":"Deny".*"aws:ResourceTag\/mcp-server"|"aws:ResourceTag\/mcp-server".*"Deny"/,
    );
  });
}

test('denials that STS’s limit does not hold are left out, and nothing else', () => {
  const tags = Array.from({ length: 60 }, (_, index) => ({ arn: `${arn}${index}`, service: 'ec2', key: 'env' }));

  const found = narrowingOf(call, role, { tags });

  assert.deepEqual(found, narrowingOf(call, role));
  assert.ok(found.to === 'service' && found.policy.length <= narrowingPolicyLimit);
});
