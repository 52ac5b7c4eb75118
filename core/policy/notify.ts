/** Who is told of a call that went through: the `@notify` of the permits that let it (obligations). */

import type { Decision } from '../model.ts';
import { sortedUnion } from './judge.ts';
import type { PolicySet } from './policy-set.ts';

export function notifyTargets({ policies }: PolicySet, decision: Decision): readonly string[] {
  if (decision.outcome !== 'allow') return [];
  return sortedUnion(decision.policies.map(({ id }) => policies.get(id)?.notify ?? []));
}
