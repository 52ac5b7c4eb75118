/** Whether the principal of a call sees one class of its answer in clear: masked unless a policy permits exactly that. */

import type { Decision } from '../model.ts';
import { requestsOf, strictest } from './decide.ts';
import { judge } from './judge.ts';
import type { PolicySet } from './policy-set.ts';
import type { Question } from './question.ts';

/**
 * Asks for the action `reveal:<class>` with the principal, the resources and the circumstances of the call. Whatever is not a plain
 * allow is masked: no permit, a guardrail, an approval that is still to come, an error.
 */
export function isRevealed(set: PolicySet, question: Question, maskClass: string): boolean {
  try {
    return decideReveal(set, question, maskClass).outcome === 'allow';
  } catch {
    return false;
  }
}

/** The decision with its policies. It may throw. */
export function decideReveal(set: PolicySet, question: Question, maskClass: string): Decision {
  const action = { id: `reveal:${maskClass}`, ancestors: ['reveal'], ask: 'whole' } as const;
  const decisions = requestsOf(set, question, [action]).map(({ slice, judged }) => judge(set, slice, judged));
  return strictest(decisions, set.version);
}
