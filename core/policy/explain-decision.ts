/** Why a question was decided as it was: the policies by their text and place, the facts that they looked at, and what would change it. */

import type { Decision, Json } from '../model.ts';
import type { CedarRequest } from './cedar.ts';
import { contextReads } from './context-reads.ts';
import { decide, requestsOf } from './decide.ts';
import { judge } from './judge.ts';
import type { Policy } from './policy.ts';
import type { PolicySet } from './policy-set.ts';
import type { Question } from './question.ts';
import { type Change, whatWouldChange } from './what-would-change.ts';

export type ExplainedDecision = {
  readonly decision: Decision;
  /** The determining policies, whole. */
  readonly policies: readonly Pick<Policy, 'id' | 'effect' | 'file' | 'line' | 'text'>[];
  /** Policies that could have mattered to this principal and call. */
  readonly inReach: number;
  /** Each evaluation: an agent and its person, each action, each resource that the policies can tell apart. */
  readonly evaluations: readonly Evaluation[];
  /** Only what policies in reach look at. */
  readonly facts: { readonly [name: string]: Json };
  readonly changes: readonly Change[];
};

export type Evaluation = {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly outcome: Decision['outcome'];
  readonly policies: readonly string[];
};

/** Throws `RangeError` for a question that cannot be put, where `decide` would deny. */
export function explainDecision(set: PolicySet, question: Question): ExplainedDecision {
  const decision = decide(set, question);
  const requests = requestsOf(set, question);
  const inReach = [...new Set(requests.flatMap(({ slice }) => slice.policies))];
  return {
    decision,
    policies: decision.policies.flatMap(({ id }) => set.policies.get(id) ?? []).map(policyShown),
    inReach: inReach.length,
    evaluations: requests.map(({ slice, judged }) => evaluation(judged.request, judge(set, slice, judged))),
    facts: factsOf(question, inReach, requests[0]?.judged.request),
    changes: whatWouldChange(set, question, inReach),
  };
}

function policyShown({ id, effect, file, line, text }: Policy): ExplainedDecision['policies'][number] {
  return { id, effect, file, line, text };
}

function evaluation(request: CedarRequest, { outcome, policies }: Decision): Evaluation {
  const { principal, action, resource } = request;
  return {
    principal: `${principal.type}::"${principal.id}"`,
    action: action.id,
    resource: resource.id,
    outcome,
    policies: policies.map(({ id }) => id),
  };
}

function factsOf(question: Question, inReach: readonly Policy[], request: CedarRequest | undefined): ExplainedDecision['facts'] {
  const names = new Set(inReach.flatMap((policy) => [...contextReads(policy)]));
  const tags = new Set(inReach.flatMap(({ reads }) => [...reads.tagKeys]));
  const parameters = request?.entities.find(({ uid }) => 'type' in uid && uid.type === 'CS::Params')?.tags ?? {};
  const { principal, call, resources } = question;
  return {
    groups: principal.groups,
    ...(principal.onBehalfOf === undefined
      ? {}
      : { onBehalfOf: { id: principal.onBehalfOf.id, groups: principal.onBehalfOf.groups } }),
    access: call.access,
    actions: call.actions,
    context: Object.fromEntries(
      Object.entries(request?.context ?? {}).filter(([name]) => names.has(name) && name !== 'requestParams'),
    ) as Json,
    parameters: parameters as Json,
    resources: resources.map(({ arn, tags: all, tagsKnown }) => ({
      arn,
      tags: tagsKnown ? Object.fromEntries(Object.entries(all).filter(([key]) => tags.has(key))) : 'unknown',
    })),
  };
}
