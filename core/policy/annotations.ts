/**
 * What a policy says about itself: `@id`, `@reason` for the refused caller, `@approval` chains that lift a guardrail, `@notify` for those
 * who are told, `@mode("shadow")` for a policy that is only tried.
 */

import type { PolicyJson } from './cedar.ts';
import { liftingComplaints } from './lifting.ts';
import type { Reads } from './reads.ts';
import type { Complaint } from './source-place.ts';

export type PolicyMode = 'enforce' | 'shadow';

export type Annotations = {
  readonly id: string;
  readonly reason?: string;
  readonly chains: readonly string[];
  /** Who is told when this permit lets a call through. */
  readonly notify: readonly string[];
  readonly mode: PolicyMode;
  readonly complaints: readonly Complaint[];
};

const knownKeys = ['id', 'reason', 'approval', 'notify', 'mode'];
const idForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const reasonForm = /^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]{1,500}$/u;

/** `definedChains` are those of the operator's file; `undefined` leaves them unchecked. */
export function readAnnotations(policy: PolicyJson, reads: Reads, definedChains: readonly string[] | undefined): Annotations {
  const { id, reason, approval, notify, mode } = policy.annotations ?? {};
  const chains = namesIn(approval);
  return {
    id: id ?? '',
    ...(reason ? { reason } : {}),
    chains,
    notify: namesIn(notify),
    mode: mode === 'shadow' ? 'shadow' : 'enforce',
    complaints: [
      ...unknownKeys(policy),
      ...idComplaints(id),
      ...reasonComplaints(policy.effect, reason),
      ...approvalComplaints(policy.effect, approval, chains),
      ...notifyComplaints(policy.effect, notify),
      ...modeComplaints(mode),
      ...(policy.effect === 'forbid' ? liftComplaints(policy, chains, reads) : waitingPermit(reads)),
      ...undefinedChains(chains, definedChains),
    ],
  };
}

/** Cedar takes an annotation once, so that several names stand in one, apart by spaces or commas. */
function namesIn(annotation: string | null | undefined): readonly string[] {
  return [...new Set((annotation ?? '').split(/[\s,]+/).filter((name) => name !== ''))].sort();
}

function unknownKeys(policy: PolicyJson): readonly Complaint[] {
  const keys = Object.keys(policy.annotations ?? {}).filter((key) => !knownKeys.includes(key));
  const known = knownKeys.map((key) => `@${key}`).join(', ');
  return keys.map((key) => ({ message: `@${key} has no meaning here; known are ${known}`, near: `@${key}` }));
}

function idComplaints(id: string | null | undefined): readonly Complaint[] {
  if (id === undefined) return [{ message: 'the policy has no @id("…"): give it one that no other policy has' }];
  if (idForm.test(id ?? '')) return [];
  return [{ message: '@id takes 1 to 100 letters, digits, dots, dashes and underscores', near: '@id' }];
}

function reasonComplaints(effect: PolicyJson['effect'], reason: string | null | undefined): readonly Complaint[] {
  if (reason === undefined) {
    if (effect === 'permit') return [];
    return [{ message: 'a forbid needs @reason("…"): the sentence that the refused caller reads' }];
  }
  return reasonForm.test(reason ?? '') ? [] : [{ message: '@reason takes one line of 1 to 500 characters', near: '@reason' }];
}

function approvalComplaints(
  effect: PolicyJson['effect'],
  approval: string | null | undefined,
  chains: readonly string[],
): readonly Complaint[] {
  if (approval === undefined) return [];
  if (effect === 'permit') {
    const message = '@approval has a meaning on a forbid only: forbid the risky case and let the approval lift it';
    return [{ message, near: '@approval' }];
  }
  return chains.length === 0 ? [{ message: '@approval names no chain', near: '@approval' }] : [];
}

function notifyComplaints(effect: PolicyJson['effect'], notify: string | null | undefined): readonly Complaint[] {
  if (notify === undefined) return [];
  if (effect === 'forbid') {
    return [{ message: '@notify has a meaning on a permit only: nobody is told of a call that did not happen', near: '@notify' }];
  }
  return namesIn(notify).length === 0 ? [{ message: '@notify names nobody', near: '@notify' }] : [];
}

function modeComplaints(mode: string | null | undefined): readonly Complaint[] {
  if (mode === undefined || mode === 'shadow') return [];
  return [{ message: '@mode takes "shadow" only; a policy without it is enforced', near: '@mode' }];
}

/** The annotation says who is asked, the condition says what their approval lifts: both must name the same chains. */
function liftComplaints(policy: PolicyJson, chains: readonly string[], reads: Reads): readonly Complaint[] {
  const unread = chains.filter((chain) => !reads.chains.has(chain));
  const unasked = [...reads.chains].filter((chain) => !chains.includes(chain));
  const mismatches = [
    ...unread.map((chain) => ({
      message: `no approval can lift it: add unless { context.approvals.contains("${chain}") }`,
      near: '@approval',
    })),
    ...unasked.map((chain) => ({
      message: `context.approvals.contains("${chain}") without @approval("${chain}"): nobody would ever be asked`,
      near: 'context.approvals',
    })),
  ];
  return mismatches.length > 0 || chains.length === 0 ? mismatches : liftingComplaints(policy, chains);
}

function waitingPermit(reads: Reads): readonly Complaint[] {
  if (reads.chains.size === 0) return [];
  const message =
    'a permit cannot wait for an approval, nobody would be asked: permit the call, and forbid it unless it is approved';
  return [{ message, near: 'context.approvals' }];
}

function undefinedChains(chains: readonly string[], defined: readonly string[] | undefined): readonly Complaint[] {
  if (defined === undefined) return [];
  return chains
    .filter((chain) => !defined.includes(chain))
    .map((chain) => ({
      message: `the approval chain "${chain}" is not defined: add it to approvals.chains of the operator’s file, or name one of ${defined.join(', ') || '(none)'}`,
      near: '@approval',
    }));
}
