/** Whether a decision rests on what the call asks for, so that a token which stands for the question must stand for this very one (threats 28). */

import type { Call, Principal } from '../model.ts';
import { slicesOf } from './decide.ts';
import type { PolicySet } from './policy-set.ts';

/** A policy in reach looks at parameters, or at resources and their tags where the parameters name any. */
export function readsParameters(policies: PolicySet, principal: Principal, call: Call): boolean {
  const namesResources = call.resources.length > 0;
  return slicesOf(policies, principal, call).some((slice) =>
    slice.policies.some(
      ({ reads }) => reads.parameters.size > 0 || (namesResources && (reads.resource || reads.tags || reads.tagsKnown)),
    ),
  );
}

/** A policy in reach looks at parameters: the same operation may be decided otherwise for others of them. */
export function looksAtParameters(policies: PolicySet, principal: Principal, call: Call): boolean {
  return slicesOf(policies, principal, call).some((slice) => slice.policies.some(({ reads }) => reads.parameters.size > 0));
}
