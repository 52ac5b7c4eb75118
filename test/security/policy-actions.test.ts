/** One IAM action, many operations (threats 9): a rule on an action's name holds for every operation that needs the action. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { policySetOf } from '#core/policy/compile-policies.ts';
import { decide } from '#core/policy/decide.ts';
import { ask, permitAll, policySet } from '#test/policy/questions.ts';
import { randomPolicies, randomQuestion } from '#test/policy/random-policies.ts';
import { createRandom } from '#test/vectors/random.ts';

const forms = [
  (action: string) => `@id("added") @reason("r") forbid (principal, action == CS::Action::"${action}", resource);`,
  (action: string) => `@id("added") @reason("r") forbid (principal, action in CS::Action::"${action}", resource);`,
  (action: string) =>
    `@id("added") @reason("r") forbid (principal, action in [CS::Action::"none", CS::Action::"${action}"], resource);`,
  (action: string) =>
    `@id("added") @reason("r") forbid (principal, action, resource) when { action == CS::Action::"${action}" };`,
  (action: string) =>
    `@id("added") @reason("r") forbid (principal, action, resource) when { action in [CS::Action::"${action}"] };`,
  (action: string) =>
    `@id("added") @reason("r") forbid (principal, action, resource) when { context.iamActions.contains("${action}") };`,
];

test('a forbid on any of a call’s actions, in any form, never leaves an allow', () => {
  const random = createRandom(9);
  let allowed = 0;
  for (let trial = 0; trial < 25; trial += 1) {
    const set = policySet(randomPolicies(random, 4), permitAll);
    for (let index = 0; index < 12; index += 1) {
      const question = randomQuestion(random);
      if (question.call.actions.length === 0 || decide(set, question).outcome !== 'allow') continue;
      allowed += 1;
      const form = random.pick([forms[0], ...forms]);
      for (const action of question.call.actions) {
        const added = policySet(form?.(action) ?? '');
        const forbidden = policySetOf([...set.policies.values(), ...added.policies.values()]);

        assert.notEqual(decide(forbidden, question).outcome, 'allow', `${form?.(action)} ${JSON.stringify(question.call)}`);
      }
    }
  }

  assert.ok(allowed >= 30, `${allowed} allowed calls were tried`);
});

describe('operations that share an action', () => {
  const upload = ask({ call: { service: 's3', operation: 'UploadPart', actions: ['s3:PutObject'] } });
  const copy = ask({ call: { service: 's3', operation: 'CopyObject', actions: ['s3:PutObject', 's3:GetObject'] } });
  const launch = ask({ call: { operation: 'RunInstances', actions: ['ec2:RunInstances', 'ec2:CreateTags', 'iam:PassRole'] } });
  const permit = (...actions: readonly string[]) =>
    actions
      .map((action, index) => `@id("p${index}") permit (principal, action in CS::Action::"${action}", resource);`)
      .join('\n');

  for (const [index, form] of forms.entries()) {
    test(`a forbid on s3:PutObject catches UploadPart and CopyObject, form ${index + 1}`, () => {
      const set = policySet(permitAll, form('s3:PutObject'));

      assert.equal(decide(set, upload).outcome, 'deny');
      assert.equal(decide(set, copy).outcome, 'deny');
    });
  }

  test('a permit for s3:PutObject covers an operation that needs no more', () => {
    assert.equal(decide(policySet(permit('s3:PutObject')), upload).outcome, 'allow');
  });

  test('a permit for a part of the actions permits nothing', () => {
    assert.equal(decide(policySet(permit('s3:PutObject')), copy).outcome, 'deny');
    assert.equal(decide(policySet(permit('ec2:RunInstances', 'ec2:CreateTags')), launch).outcome, 'deny');
  });

  test('permits for all actions permit', () => {
    assert.equal(decide(policySet(permit('s3:PutObject', 's3:GetObject')), copy).outcome, 'allow');
    assert.equal(decide(policySet(permit('ec2:RunInstances', 'ec2:CreateTags', 'iam:PassRole')), launch).outcome, 'allow');
  });

  test('a permit for a further action does not open the operation', () => {
    assert.equal(decide(policySet(permit('ec2:CreateTags', 'iam:PassRole')), launch).outcome, 'deny');
  });

  test('a permit by access covers whatever the call needs, one by service only that service', () => {
    assert.equal(decide(policySet(permit('access:write')), launch).outcome, 'allow');
    assert.equal(decide(policySet(permit('svc:ec2')), launch).outcome, 'deny');
    assert.equal(decide(policySet(permit('svc:ec2', 'svc:iam')), launch).outcome, 'allow');
  });

  test('a guardrail on the main action that an approval lifts asks for it', () => {
    const guard = `@id("g") @reason("r") @approval("c") forbid (principal, action == CS::Action::"s3:PutObject", resource)
      unless { context.approvals.contains("c") };`;

    assert.equal(decide(policySet(permit('s3:PutObject'), guard), upload).outcome, 'needs-approval');
  });

  test('the name of the operation can be permitted alone, where nothing forbids its action', () => {
    const set = policySet('@id("p") permit (principal, action == CS::Action::"s3:UploadPart", resource);');

    assert.equal(decide(set, upload).outcome, 'allow');
  });

  test('a service by its IAM prefix is the same service', () => {
    const start = ask({ call: { service: 'stepfunctions', operation: 'StartExecution', actions: ['states:StartExecution'] } });

    assert.equal(decide(policySet(permit('svc:states')), start).outcome, 'allow');
    assert.equal(decide(policySet(permit('svc:stepfunctions')), start).outcome, 'allow');
  });
});
