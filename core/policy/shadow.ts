/** What would have been decided by policies that are only tried: decided beside the real decision, recorded, never enforced. */

import type { Decision } from '../model.ts';
import { decide, requestsOf } from './decide.ts';
import type { PolicySet } from './policy-set.ts';
import type { Question } from './question.ts';

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

/** A question that cannot be put does not differ: the real decision has denied it. */
function reachesShadow(tried: PolicySet, question: Question): boolean {
  try {
    return requestsOf(tried, question).some(({ slice }) => slice.policies.some(({ mode }) => mode === 'shadow'));
  } catch {
    return false;
  }
}
