/** What a policy says about itself: `@id`, `@reason` for the refused caller, and `@approval` chains that lift a guardrail. */

import type { PolicyJson } from './cedar.ts';
import type { Reads } from './reads.ts';

export type Annotations = {
  readonly id: string;
  readonly reason?: string;
  readonly chains: readonly string[];
  readonly problems: readonly string[];
};

const knownKeys = new Set(['id', 'reason', 'approval']);
const idForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const reasonForm = /^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]{1,500}$/u;

/** `definedChains` are those of the operator's file; `undefined` leaves them unchecked. */
export function readAnnotations(policy: PolicyJson, reads: Reads, definedChains: readonly string[] | undefined): Annotations {
  const { id, reason, approval } = policy.annotations ?? {};
  const chains = [...new Set((approval ?? '').split(/[\s,]+/).filter((chain) => chain !== ''))].sort();
  return {
    id: id ?? '',
    ...(reason ? { reason } : {}),
    chains,
    problems: [
      ...unknownKeys(policy),
      ...idProblems(id),
      ...reasonProblems(policy.effect, reason),
      ...(approval === undefined ? [] : approvalProblems(policy.effect, chains)),
      ...(policy.effect === 'forbid' ? liftProblems(chains, reads) : waitingPermit(reads)),
      ...undefinedChains(chains, definedChains),
    ],
  };
}

function unknownKeys(policy: PolicyJson): readonly string[] {
  const keys = Object.keys(policy.annotations ?? {}).filter((key) => !knownKeys.has(key));
  return keys.map((key) => `@${key} has no meaning here; known are @id, @reason and @approval`);
}

function idProblems(id: string | null | undefined): readonly string[] {
  if (id === undefined) return ['the policy has no @id("…"): give it one that no other policy has'];
  return idForm.test(id ?? '') ? [] : ['@id takes 1 to 100 letters, digits, dots, dashes and underscores'];
}

function reasonProblems(effect: PolicyJson['effect'], reason: string | null | undefined): readonly string[] {
  if (reason === undefined)
    return effect === 'forbid' ? ['a forbid needs @reason("…"): the sentence that the refused caller reads'] : [];
  return reasonForm.test(reason ?? '') ? [] : ['@reason takes one line of 1 to 500 characters'];
}

function approvalProblems(effect: PolicyJson['effect'], chains: readonly string[]): readonly string[] {
  if (effect === 'permit')
    return ['@approval has a meaning on a forbid only: forbid the risky case and let the approval lift it'];
  return chains.length === 0 ? ['@approval names no chain'] : [];
}

/** The annotation says who is asked, the condition says what their approval lifts: both must name the same chains. */
function liftProblems(chains: readonly string[], reads: Reads): readonly string[] {
  const unread = chains.filter((chain) => !reads.chains.has(chain));
  const unasked = [...reads.chains].filter((chain) => !chains.includes(chain));
  return [
    ...unread.map((chain) => `no approval can lift it: add unless { context.approvals.contains("${chain}") }`),
    ...unasked.map((chain) => `context.approvals.contains("${chain}") without @approval("${chain}"): nobody would ever be asked`),
  ];
}

function waitingPermit(reads: Reads): readonly string[] {
  if (reads.chains.size === 0) return [];
  return ['a permit cannot wait for an approval, nobody would be asked: permit the call, and forbid it unless it is approved'];
}

function undefinedChains(chains: readonly string[], defined: readonly string[] | undefined): readonly string[] {
  if (defined === undefined) return [];
  return chains
    .filter((chain) => !defined.includes(chain))
    .map(
      (chain) =>
        `the approval chain "${chain}" is not defined: add it to approvals.chains of the operator’s file, or name one of ${defined.join(', ') || '(none)'}`,
    );
}
