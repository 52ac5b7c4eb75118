/** What a change of an approval gives: the next version, or why there is none. All changes are pure; the store makes them one conditional write. */

import { type ErrorCode, GatewayError } from '../errors.ts';
import type { Approval, ApprovalState } from './approval.ts';

export type Refusal = { readonly outcome: 'refused'; readonly code: ErrorCode; readonly sentence: string };
export type Change = { readonly outcome: 'changed'; readonly approval: Approval };
export type Transition = Change | Refusal;

export function changed(approval: Approval, next: Partial<Approval>): Change {
  return { outcome: 'changed', approval: { ...approval, ...next, version: approval.version + 1 } };
}

export function refused(code: ErrorCode, sentence: string): Refusal {
  return { outcome: 'refused', code, sentence };
}

/** Somebody or time came first. */
export function alreadyOver(state: ApprovalState): Refusal {
  return refused('conflict', `The approval is ${state} already. Nothing was changed.`);
}

/** Errors: the refusal's own code. */
export function requireChange(transition: Transition): Approval {
  if (transition.outcome === 'changed') return transition.approval;
  throw new GatewayError(transition.code, transition.sentence);
}
