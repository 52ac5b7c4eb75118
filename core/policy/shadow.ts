/** What would have been decided by policies that are only tried: decided beside the real decision, recorded, never enforced. */

import type { Call, Decision } from '../model.ts';
import { decide, slicesOf } from './decide.ts';
import type { Policy } from './policy.ts';
import type { PolicySet } from './policy-set.ts';
import type { Question } from './question.ts';
import { tagChangeOf } from './tag-change.ts';

/**
 * The decision as if the shadow policies of the set, or a whole candidate set, were in force. `undefined` where that could not differ:
 * no shadow policy is in reach of the question, and there is no candidate.
 */
export function decideShadow(set: PolicySet, question: Question, candidate?: PolicySet): Decision | undefined {
  if (candidate !== undefined) return decide(candidate.tried ?? candidate, question);
  return set.tried === undefined || !reachesShadow(set.tried, question) ? undefined : decide(set.tried, question);
}

/** The version aside: the same outcome, chains and determining policies. */
export function isSameAnswer(one: Decision, other: Decision): boolean {
  const [a, b] = [one, other].map(({ policyVersion: _, ...answer }) => JSON.stringify(answer));
  return a === b;
}

/** A shadow guardrail on tags is in reach of whatever changes those, too. */
function reachesShadow(tried: PolicySet, { principal, call }: Question): boolean {
  const isShadow = ({ mode }: Policy) => mode === 'shadow';
  if (slicesOf(tried, principal, call).some(({ policies }) => policies.some(isShadow))) return true;
  return tried.index.tagGuards.some(isShadow) && changesTags(call);
}

/** What is only tried must never be what a call fails by. */
function changesTags(call: Call): boolean {
  try {
    return tagChangeOf(call) !== undefined;
  } catch {
    return true;
  }
}
