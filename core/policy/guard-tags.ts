/** Taking a tag off must not open what the tag keeps shut (threats 7): a call that changes a guarded tag needs the chains of the guardrails that read it. */

import type { Decision } from '../model.ts';
import { isVariable, literalText } from './expression.ts';
import { deny, named, sortedUnion } from './judge.ts';
import type { Policy } from './policy.ts';
import type { PolicySet } from './policy-set.ts';
import type { Question } from './question.ts';
import { coversPrincipal } from './slice.ts';
import { type TagChange, tagChangeOf } from './tag-change.ts';
import { conditionsTruth } from './three-valued.ts';

/** Who asks, as the scopes of policies look at them: one for an agent, one for its person. */
export type Asker = { readonly type: string; readonly keys: ReadonlySet<string> };

/** `undefined` when the call changes no tag that a guardrail reads, or every one of those guardrails is lifted for it. */
export function guardTags(set: PolicySet, { call, context }: Question, askers: () => readonly Asker[]): Decision | undefined {
  if (set.index.tagGuards.length === 0) return undefined;
  const change = tagChangeOf(call);
  if (change === undefined) return undefined;
  const guards = set.index.tagGuards.filter((guard) => isTouched(guard, change));
  const unliftable = guards.filter(({ chains }) => chains.length === 0);
  const final = unliftable.filter((guard) => askers().some((asker) => holdsFor(guard, asker)));
  if (final.length > 0) return deny(set, 'guardrail', idsOf(final));
  const asking = guards.filter(({ chains }) => chains.some((chain) => !context.approvals.includes(chain)));
  if (asking.length === 0) return undefined;
  const chains = sortedUnion(asking.map((guard) => guard.chains));
  return { outcome: 'needs-approval', chains, policies: named(set, idsOf(asking)), policyVersion: set.version };
}

function isTouched(guard: Policy, change: TagChange): boolean {
  const keys = [...guard.reads.tagKeys].filter((key) => change.isEveryKey || change.keys.has(key));
  return keys.length > 0 && !(change.isOfNew && holdsOffWithout(guard, keys));
}

/** What is made without the tag is not covered, so that making it with the tag takes nothing off. */
function holdsOffWithout({ conditions }: Policy, keys: readonly string[]): boolean {
  const truth = conditionsTruth(conditions, (operator, operands) => {
    const { left, right } = { ...(operands as object) } as Readonly<Record<string, unknown>>;
    const isAbsent = operator === 'hasTag' && isVariable(left, 'resource') && keys.includes(literalText(right) ?? '');
    return isAbsent ? false : undefined;
  });
  return truth === false;
}

/** Whoever a guardrail does not cover may do what it forbids, with the tag or without. */
function holdsFor(guard: Policy, { type, keys }: Asker): boolean {
  return coversPrincipal(guard, type, keys);
}

function idsOf(policies: readonly Policy[]): readonly string[] {
  return policies.map(({ id }) => id);
}
