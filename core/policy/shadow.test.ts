import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ask, instance, permitAll, policySet } from '#test/policy/questions.ts';
import { decide, needsTags } from './decide.ts';
import { isEnforced } from './observe.ts';
import { isRevealed } from './reveal.ts';
import { decideShadow } from './shadow.ts';

const trial =
  '@id("trial") @reason("r") @mode("shadow") forbid (principal, action == CS::Action::"ec2:TerminateInstances", resource) when { resource.hasTag("x") };';
const tagged = ask({ resources: [instance('i-1', { tags: { x: '1' } })] });

describe('a shadow policy', () => {
  test('is never enforced', () => {
    assert.equal(decide(policySet(permitAll, trial), tagged).outcome, 'allow');
    assert.equal(decide(policySet(trial.replace('forbid', 'permit').replace('@reason("r")', '')), tagged).outcome, 'deny');
  });

  test('is told as what would have been decided', () => {
    const set = policySet(permitAll, trial);
    const would = decideShadow(set, tagged);

    assert.deepEqual(
      [would?.outcome, would?.policies.map(({ id }) => id), would?.policyVersion],
      ['deny', ['trial'], set.version],
    );
  });

  test('is not asked where it is out of reach, and there is none', () => {
    assert.equal(
      decideShadow(policySet(permitAll, trial), ask({ call: { operation: 'StopInstances', actions: ['ec2:StopInstances'] } })),
      undefined,
    );
    assert.equal(decideShadow(policySet(permitAll), tagged), undefined);
  });

  test('is asked about a change of the tags that it looks at', () => {
    const untag = ask({ call: { operation: 'DeleteTags', access: 'tagging', actions: ['ec2:DeleteTags'], parameters: {} } });

    assert.equal(decideShadow(policySet(permitAll, trial), untag)?.outcome, 'deny');
  });

  test('has the tags read that it looks at', () => {
    assert.equal(needsTags(policySet(permitAll, trial), tagged.principal, tagged.call), true);
    assert.equal(needsTags(policySet(permitAll), tagged.principal, tagged.call), false);
  });

  test('that errs leaves the real decision alone', () => {
    const set = policySet(permitAll, trial.replace('resource.hasTag("x")', 'resource.nosuch'));

    assert.equal(decide(set, tagged).outcome, 'allow');
    assert.equal(decideShadow(set, tagged)?.outcome, 'deny');
  });
});

test('a whole candidate set is decided beside the real one', () => {
  const candidate = policySet('@id("none") permit (principal == CS::User::"nobody", action, resource);');
  const would = decideShadow(policySet(permitAll), tagged, candidate);

  assert.deepEqual([would?.outcome, would?.policyVersion], ['deny', candidate.version]);
});

describe('observe mode', () => {
  const denied = decide(policySet(), tagged);

  test('passes over a refusal, where enforce mode does not', () => {
    assert.equal(isEnforced({ mode: 'observe' }, [tagged.call], denied), false);
    assert.equal(isEnforced({ mode: 'enforce' }, [tagged.call], denied), true);
  });

  test('never passes over a refusal to mint credentials, by operation or by IAM action', () => {
    const assume = ask({ call: { service: 'sts', operation: 'AssumeRole', actions: ['sts:AssumeRole'] } }).call;
    const disguised = ask({ call: { service: 'x', operation: 'Y', actions: ['x:Y', 'sts:GetSessionToken'] } }).call;

    for (const call of [assume, disguised]) assert.equal(isEnforced({ mode: 'observe' }, [tagged.call, call], denied), true);
  });
});

describe('a class is revealed', () => {
  const reveal = '@id("reveal") permit (principal in CS::Group::"team", action == CS::Action::"reveal:pii.contact", resource);';
  const noAgents = '@id("agents") @reason("r") forbid (principal is CS::Agent, action in CS::Action::"reveal", resource);';
  const agent = {
    ...tagged.principal,
    kind: 'agent' as const,
    id: 'test:agent',
    onBehalfOf: { id: 'test:ada', subject: 'ada', groups: ['team'] },
  };

  test('only by a permit of exactly that', () => {
    const set = policySet(reveal);

    assert.deepEqual([isRevealed(set, tagged, 'pii.contact'), isRevealed(set, tagged, 'secret')], [true, false]);
    assert.equal(isRevealed(policySet(permitAll.replace('action', 'action in CS::Action::"aws"')), tagged, 'secret'), false);
  });

  test('not to an agent that a guardrail stops, nor to one whose person is not permitted', () => {
    assert.equal(isRevealed(policySet(reveal, noAgents), { ...tagged, principal: agent }, 'pii.contact'), false);
    const others = { ...agent, onBehalfOf: { ...agent.onBehalfOf, groups: [] } };
    assert.equal(isRevealed(policySet(reveal), { ...tagged, principal: others }, 'pii.contact'), false);
  });

  test('not while it waits for an approval, and once that is there', () => {
    const asks =
      '@id("asks") @reason("r") @approval("c") forbid (principal, action in CS::Action::"reveal", resource) unless { context.approvals.contains("c") };';
    const approved = { ...tagged, context: { ...tagged.context, approvals: ['c'] } };

    assert.deepEqual(
      [tagged, approved].map((question) => isRevealed(policySet(reveal, asks), question, 'pii.contact')),
      [false, true],
    );
  });

  test('not where a policy errs or the question cannot be put', () => {
    const erring = '@id("e") @reason("r") forbid (principal, action in CS::Action::"reveal", resource) when { resource.nosuch };';

    assert.equal(isRevealed(policySet(reveal, erring), tagged, 'pii.contact'), false);
    assert.equal(isRevealed(policySet(reveal), { ...tagged, context: { ...tagged.context, now: 'x' } }, 'pii.contact'), false);
  });
});
