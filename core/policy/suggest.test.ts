import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ada, ask, instance, permitAll, policySet } from '#test/policy/questions.ts';
import { recordedCall } from '#test/policy/recorded.ts';
import { compilePolicies } from './compile-policies.ts';
import { decide } from './decide.ts';
import { suggest } from './suggest.ts';

const today = policySet(
  permitAll,
  '@id("team-wide") permit (principal in CS::Group::"team", action in CS::Action::"svc:s3", resource);',
  '@id("guard") @reason("r") forbid (principal, action in CS::Action::"access:permissions", resource);',
);
const launch = ask({
  call: { operation: 'RunInstances', actions: ['ec2:RunInstances', 'ec2:CreateTags', 'iam:PassRole'] },
  resources: [instance('*', { type: 'account' })],
});
const terminate = ask();

test('the suggested permits let every recorded call through, and nothing that was not called', () => {
  const suggestion = suggest(
    today,
    'team',
    [launch, terminate, terminate].map((question) => recordedCall(today, question)),
  );
  const suggested = compilePolicies([{ name: 's.cedar', text: suggestion.cedar }]);

  assert.deepEqual([suggestion.calls, suggestion.kept, suggestion.lost], [3, 3, []]);
  for (const question of [launch, terminate]) assert.equal(decide(suggested, question).outcome, 'allow');
  const others = [
    ask({ call: { operation: 'StopInstances', actions: ['ec2:StopInstances'] } }),
    ask({ call: { region: 'us-east-1' }, resources: [instance('i-1', { region: 'us-east-1' })] }),
    { ...terminate, principal: { ...ada, groups: ['other'] } },
  ];
  for (const question of others) assert.equal(decide(suggested, question).outcome, 'deny');
});

test('permits of the group that nothing used are named', () => {
  assert.deepEqual(suggest(today, 'team', [recordedCall(today, terminate)]).unused, ['team-wide']);
});

test('the IAM policy names the actions, and the resources where all are known', () => {
  const { iam } = suggest(today, 'team', [recordedCall(today, terminate)]);

  assert.deepEqual(iam.Statement, [
    {
      Sid: 'Suggestedec2',
      Effect: 'Allow',
      Action: ['ec2:TerminateInstances'],
      Resource: ['arn:aws:ec2:eu-west-1:123456789012:instance/i-1'],
    },
  ]);
});

test('many resources become a pattern, and what the record cannot tell becomes any', () => {
  const many = Array.from({ length: 21 }, (_, index) => ask({ resources: [instance(`i-${index}`)] }));
  const unknown = ask({ call: { resourcesKnown: false } });

  const patterns = suggest(
    today,
    'team',
    many.map((question) => recordedCall(today, question)),
  ).iam.Statement[0]?.Resource;
  const any = suggest(today, 'team', [recordedCall(today, unknown)]).iam.Statement[0]?.Resource;

  assert.deepEqual([patterns, any], [['arn:aws:ec2:eu-west-1:123456789012:instance/*'], ['*']]);
});

test('a group of which the record holds nothing is an error, not an empty permit', () => {
  assert.throws(() => suggest(today, 'others', [recordedCall(today, terminate)]), /no allowed call of a member of others/);
});

test('a name that would break out of the permit stays inside it', () => {
  const group = 'a" , action, resource); permit (principal';
  const question = { ...terminate, principal: { ...ada, groups: [group] } };

  const { cedar, lost } = suggest(today, group, [recordedCall(today, question)]);

  assert.equal(compilePolicies([{ name: 's.cedar', text: cedar }]).policies.size, 1);
  assert.deepEqual(lost, []);
});
