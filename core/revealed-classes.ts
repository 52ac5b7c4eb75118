/** Which classes of an answer its caller sees in clear: policy is asked once for each that occurs, with the facts of the call. */

import type { Verdict } from './decide-strictly.ts';
import type { PolicySet } from './policy/policy-set.ts';
import { isRevealed } from './policy/reveal.ts';

/** A request that may be several operations reveals nothing: policy was asked about each, the question holds one. */
export function revealedClasses(
  { question }: Verdict,
  { calls, policies }: { readonly calls: readonly unknown[]; readonly policies: () => PolicySet },
): Pick<ReadonlySet<string>, 'has'> {
  return { has: (maskClass) => calls.length === 1 && isRevealed(policies(), question, maskClass) };
}
