/** From Cedar's answer to a decision: guardrails that an approval can lift, errors that deny, and facts that were not there. */

import type { Decision, DenyCause } from '../model.ts';
import { type CedarAnswer, type CedarRequest, evaluate } from './cedar.ts';
import { cutRequest } from './cut-request.ts';
import type { Policy } from './policy.ts';
import type { PolicySet } from './policy-set.ts';
import { preparedName } from './prepared.ts';
import type { Slice } from './slice.ts';
import { isWellFormed } from './well-formed.ts';

export type JudgedRequest = {
  readonly request: CedarRequest;
  /** Chains fulfilled for this call; they are in the request's context too. */
  readonly approvals: readonly string[];
  /** What could not be known about the resource: every rule that looks at it saw nothing. */
  readonly unknown: { readonly tags: boolean; readonly resource: boolean };
};

type Bench = { readonly set: PolicySet; readonly slice: Slice; readonly name: string; readonly judged: JudgedRequest };

/** A decision with the permits that it rests on, or would rest on once approved. */
type Finding = { readonly decision: Decision; readonly permits: readonly string[] };

/** One evaluation of a question, with the policies in reach of it. */
export type Judge = (set: PolicySet, slice: Slice, asked: JudgedRequest) => Decision;

/** Never throws for what Cedar says: anything but a clean answer is a deny. */
export function judge(set: PolicySet, slice: Slice, asked: JudgedRequest): Decision {
  const name = isWellFormed(asked.request) ? preparedName(slice) : undefined;
  if (name === undefined) return deny(set, 'engine-failure', []);
  const judged = { ...asked, request: cutRequest(slice.facts, asked.request) };
  const bench = { set, slice, name, judged };
  const answer = evaluate(name, judged.request);
  return unlessBlind(bench, answer, findingOf(bench, answer));
}

export function deny(set: PolicySet, cause: DenyCause, ids: readonly string[]): Decision {
  return { outcome: 'deny', cause, policies: named(set, ids), policyVersion: set.version };
}

function findingOf(bench: Bench, answer: CedarAnswer): Finding {
  const { set } = bench;
  if (answer.kind === 'failure') return { decision: deny(set, 'engine-failure', []), permits: [] };
  const { reasons } = answer;
  const erring = erringGuardrails(set, answer.erring);
  if (erring.length > 0) return { decision: deny(set, 'guardrail-error', erring), permits: [] };
  if (answer.isAllowed)
    return { decision: { outcome: 'allow', policies: named(set, reasons), policyVersion: set.version }, permits: reasons };
  if (reasons.length === 0) return { decision: deny(set, 'no-permit', []), permits: [] };
  const final = reasons.filter((id) => (set.policies.get(id)?.chains ?? []).length === 0);
  if (final.length > 0) return { decision: deny(set, 'guardrail', final), permits: [] };
  return askedIfPermitted(bench, reasons);
}

/** While a forbid holds, Cedar looks at no permit: without this second evaluation approvers would be asked about calls that nobody permitted. */
function askedIfPermitted(bench: Bench, guardrails: readonly string[]): Finding {
  const { set, judged } = bench;
  const chains = sortedUnion(guardrails.map((id) => set.policies.get(id)?.chains ?? []));
  const approved = evaluateApproved(bench, sortedUnion([judged.approvals, chains]));
  if (approved.kind === 'failure') return { decision: deny(set, 'engine-failure', guardrails), permits: [] };
  if (!approved.isAllowed || approved.erring.length > 0) {
    return { decision: deny(set, 'no-permit-even-if-approved', guardrails), permits: [] };
  }
  const decision: Decision = { outcome: 'needs-approval', chains, policies: named(set, guardrails), policyVersion: set.version };
  return { decision, permits: approved.reasons };
}

function evaluateApproved({ name, judged }: Bench, approvals: readonly string[]): CedarAnswer {
  const { request } = judged;
  return evaluate(name, { ...request, context: { ...request.context, approvals: [...approvals] } });
}

/**
 * Where tags or the resource are unknown, the best possible result is what a guardrail on exactly that gap gives
 * (`resource.tagsKnown`, `context.resourcesKnown`). Where no such guardrail speaks, a policy that saw nothing must not let the call pass.
 */
function unlessBlind(bench: Bench, answer: CedarAnswer, { decision, permits }: Finding): Decision {
  const { set, judged } = bench;
  const { unknown } = judged;
  if (decision.outcome === 'deny' || (!unknown.tags && !unknown.resource)) return decision;
  const blind = blindPolicies(bench, permits);
  if (blind.length === 0) return decision;
  const unapproved = judged.approvals.length === 0 ? answer : evaluateApproved(bench, []);
  const spoke =
    unapproved.kind === 'answer' && !unapproved.isAllowed ? unapproved.reasons.flatMap((id) => set.policies.get(id) ?? []) : [];
  const isCovered = spoke.some(({ reads }) => reads.resourcesKnown || (!unknown.resource && reads.tagsKnown));
  return isCovered ? decision : deny(set, 'facts-unknown', blind);
}

/** Guardrails that saw nothing, and the permits when all that the decision rests on are among them. */
function blindPolicies({ set, slice, judged }: Bench, permits: readonly string[]): readonly string[] {
  const isBlind = ({ reads, resourceType }: Policy) =>
    (resourceType === undefined || resourceType === judged.request.resource.type) &&
    ((judged.unknown.tags && reads.tags) || (judged.unknown.resource && reads.resource));
  const guardrails = slice.policies.filter((policy) => policy.effect === 'forbid' && isBlind(policy)).map(({ id }) => id);
  const resting = permits.flatMap((id) => set.policies.get(id) ?? []);
  const areAllBlind = resting.length > 0 && resting.every(isBlind);
  return areAllBlind ? [...guardrails, ...permits] : guardrails;
}

function erringGuardrails({ policies }: PolicySet, erring: readonly string[]): readonly string[] {
  return erring.filter((id) => policies.get(id)?.effect !== 'permit');
}

/** The permit that a slice of guardrails alone adds is no policy of anybody, so it is left out. */
export function named({ policies }: PolicySet, ids: readonly string[]): Decision['policies'] {
  return [...ids].sort().flatMap((id) => {
    const policy = policies.get(id);
    if (policy === undefined) return [];
    return [policy.reason === undefined ? { id } : { id, reason: policy.reason }];
  });
}

export function sortedUnion(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())].sort();
}
