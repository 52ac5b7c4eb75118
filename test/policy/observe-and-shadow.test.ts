/** Shadow policies, a candidate set and observe mode, where the gateway decides and settles: what is enforced, and what is only told. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createCallBudget } from '#core/call-budget.ts';
import { type DecidingPorts, decideStrictly, type Verdict } from '#core/decide-strictly.ts';
import type { Caller } from '#core/front.ts';
import type { Call, Connection } from '#core/model.ts';
import type { PolicySet } from '#core/policy/policy-set.ts';
import { composeEvent } from '#core/recording/event.ts';
import { settle } from '#core/settle.ts';
import * as tell from '#core/story.ts';
import { ada, ask, instance, noon, permitAll, policySet } from './questions.ts';

const trial =
  '@id("trial") @reason("r") @mode("shadow") forbid (principal, action == CS::Action::"ec2:TerminateInstances", resource) when { resource.hasTag("x") };';
const none = '@id("none") permit (principal == CS::User::"nobody", action, resource);';
const arn = 'arn:aws:iam::123456789012:role/countersign/engineer';

function connectionIn(mode: Connection['mode']): Connection {
  const roles = [{ arn, groups: ['team'], narrow: 'service' }] as const;
  return { kind: 'aws', name: 'prod', account: '123456789012', regions: ['eu-west-1'], roles, wait: 'hold', mode };
}

type Case = { readonly mode?: Connection['mode']; readonly candidate?: PolicySet; readonly calls?: readonly [Call, ...Call[]] };

function verdictOf(set: PolicySet, { mode = 'enforce', candidate, calls = [ask().call] }: Case = {}): Promise<Verdict> {
  const ports: DecidingPorts = {
    now: () => noon.now,
    timeZone: 'UTC',
    policies: () => set,
    candidate: () => candidate,
    budget: createCallBudget(),
    facts: { read: async (_, resources) => resources.map(() => instance('i-1', { tags: { x: '1' } })) },
  };
  const asking = {
    principal: ada,
    connection: connectionIn(mode),
    sourceIp: '127.0.0.1',
    channel: 'aws',
    hasReason: false,
    breakGlass: false,
  } as const;
  return decideStrictly({ ...asking, calls }, ports);
}

function settled(verdict: Verdict, mode: Connection['mode'], call: Call = ask().call): string {
  const [role] = connectionIn(mode).roles;
  const session = { id: 's', principal: ada, connection: 'prod', role: arn, openedAt: noon.now, expiresAt: noon.now };
  const caller = { session, connection: connectionIn(mode), role } as unknown as Caller;
  return settle(verdict, call, caller).role.arn;
}

describe('a shadow policy', () => {
  test('lets the call through and is told, with the tags that only it looks at', async () => {
    const verdict = await verdictOf(policySet(permitAll, trial));

    assert.equal(verdict.decision.outcome, 'allow');
    assert.deepEqual([verdict.would?.outcome, verdict.would?.policies.map(({ id }) => id)], ['deny', ['trial']]);
  });

  test('that would change nothing is not told', async () => {
    assert.equal((await verdictOf(policySet(permitAll, trial.replace('hasTag("x")', 'hasTag("y")')))).would, undefined);
    assert.equal((await verdictOf(policySet(permitAll))).would, undefined);
  });

  test('stands in the event beside the real decision', async () => {
    const verdict = await verdictOf(policySet(permitAll, trial));
    const story = tell.decided(tell.begun({ channel: 'aws' }, { sourceIp: '127.0.0.1' }, 'C'), verdict);
    const stamp = { id: 'E', time: noon.now, tenant: 't', productVersion: '0', sequence: 1 };

    const event = JSON.stringify(composeEvent(tell.event(story, 'intent'), stamp));

    assert.match(event, /"would":\{"decision":\{[^}]*"outcome":"deny".*"policies":\["trial"\]\}/);
  });
});

test('a candidate set is told and never enforced', async () => {
  const verdict = await verdictOf(policySet(permitAll), { candidate: policySet(none) });

  assert.deepEqual([verdict.decision.outcome, verdict.would?.outcome], ['allow', 'deny']);
});

describe('observe mode', () => {
  test('settles what the policies refuse, and keeps their decision for the record', async () => {
    const verdict = await verdictOf(policySet(none), { mode: 'observe' });

    assert.deepEqual([verdict.decision.outcome, verdict.isEnforced], ['deny', false]);
    assert.equal(settled(verdict, 'observe'), arn);
  });

  test('is not the mode of a connection that enforces', async () => {
    const verdict = await verdictOf(policySet(none));

    assert.throws(() => settled(verdict, 'enforce'), /no policy permits it to you/);
  });

  test('passes no call that mints credentials, nor one of several that might', async () => {
    const minting: Call = { ...ask().call, service: 'sts', operation: 'AssumeRole', actions: ['sts:AssumeRole'] };

    const one = await verdictOf(policySet(none), { mode: 'observe', calls: [minting] });
    const several = await verdictOf(policySet(none), { mode: 'observe', calls: [ask().call, minting] });

    assert.throws(() => settled(one, 'observe', minting), /refused sts:AssumeRole/);
    assert.equal(several.isEnforced, true);
  });
});
