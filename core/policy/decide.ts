/** The policy decision point: policies and facts → allow, deny or needs-approval. Pure. */

import type { Call, Decision, DenyCause, Json, Person, Principal, ResourceFacts } from '../model.ts';
import { type AskedAction, askedActions } from './actions.ts';
import type { CedarRequest } from './cedar.ts';
import { callContext } from './context.ts';
import { type Actor, actionEntity, actorKeys, actorsOf, parametersEntity, resourceEntities, resourceUid } from './entities.ts';
import { type Asker, guardTags } from './guard-tags.ts';
import { deny, type Judge, type JudgedRequest, judge, sortedUnion } from './judge.ts';
import { parameterTags } from './parameters.ts';
import { entityKey } from './policy.ts';
import type { PolicySet } from './policy-set.ts';
import type { Question } from './question.ts';
import { type AskedResource, askedResources, viewOf } from './resources.ts';
import { type Slice, sliceFor } from './slice.ts';
import { policyParameters } from './tool-call.ts';

/**
 * Decides one call: as the principal and as the person behind it, for each of its actions on each of its resources; the strictest
 * decision holds. Anything that goes wrong denies.
 */
export function decide(set: PolicySet, question: Question, judging: Judge = judge): Decision {
  try {
    const decision = strictest(
      requestsOf(set, question).map(({ slice, judged }) => judging(set, slice, judged)),
      set.version,
    );
    return unlessTagsAreGuarded(set, question, decision);
  } catch {
    return deny(set, 'engine-failure', []);
  }
}

function unlessTagsAreGuarded(set: PolicySet, question: Question, decision: Decision): Decision {
  const guarded = guardTags(set, question, () => askersOf(set, question.principal));
  return guarded === undefined ? decision : strictest([decision, guarded], set.version);
}

function askersOf(set: PolicySet, principal: Principal): readonly Asker[] {
  return actorsOf(principal, set.index.entities).map((actor) => ({ type: actor.uid.type, keys: new Set(actorKeys(actor)) }));
}

/** deny > needs-approval (union of chains) > allow. Decisions of one outcome are put together; of no decision at all comes a deny. */
export function strictest(decisions: readonly Decision[], policyVersion = decisions[0]?.policyVersion ?? ''): Decision {
  const denied = decisions.filter((decision) => decision.outcome === 'deny');
  const cause = denyCauses.find((each) => denied.some((decision) => decision.cause === each));
  if (cause !== undefined) return { outcome: 'deny', cause, policies: unionOfPolicies(denied), policyVersion };
  const asking = decisions.filter((decision) => decision.outcome === 'needs-approval');
  if (asking.length > 0) {
    const chains = sortedUnion(asking.map((decision) => decision.chains));
    return { outcome: 'needs-approval', chains, policies: unionOfPolicies(asking), policyVersion };
  }
  if (decisions.length === 0) return { outcome: 'deny', cause: 'engine-failure', policies: [], policyVersion };
  return { outcome: 'allow', policies: unionOfPolicies(decisions), policyVersion };
}

/** Whether some policy in reach looks at tags, so that reading them is worth its time. */
export function needsTags(policies: PolicySet, principal: Principal, call: Call): boolean {
  const set = policies.tried ?? policies;
  return slicesOf(set, principal, call).some(({ readsTags }) => readsTags);
}

/** The policies in reach, for each actor and each action of the call. */
export function slicesOf(set: PolicySet, principal: Principal, call: Call): readonly Slice[] {
  const actions = askedActions(call, set.index.exactlyForbidden);
  return actorsOf(principal, set.index.entities).flatMap((actor) => actions.map((action) => sliceOf(set, actor, action)));
}

/** What a decision was made from, beside the call itself: with both it can be made again under other policies. */
export function decisionFacts({ principal, resources, context }: Question): Json {
  const { kind, id, groups, claims, onBehalfOf } = principal;
  return {
    principal: {
      kind,
      id,
      groups,
      claims,
      ...(onBehalfOf === undefined ? {} : { onBehalfOf: personFacts(onBehalfOf) }),
    },
    resources: resources.map(({ arn, type, region, account, tags, tagsKnown, tool }) => ({
      arn,
      type,
      region,
      account,
      tags,
      tagsKnown,
      ...(tool === undefined ? {} : { tool }),
    })),
    context: { ...context },
  };
}

function personFacts({ id, groups, claims }: Person): { readonly [name: string]: Json } {
  return { id, groups, ...(claims === undefined ? {} : { claims }) };
}

export type AskedRequest = { readonly slice: Slice; readonly judged: JudgedRequest };

/** The gravest first: it names the deny when several differ. */
const denyCauses: readonly DenyCause[] = [
  'engine-failure',
  'guardrail-error',
  'guardrail',
  'facts-unknown',
  'no-permit-even-if-approved',
  'no-permit',
];

/** What is the same in every evaluation of one question. */
type Common = {
  readonly set: PolicySet;
  readonly question: Question;
  readonly context: CedarRequest['context'];
  readonly parameters: CedarRequest['entities'][number];
  readonly resources: readonly AskedResource[];
};

/**
 * Every evaluation that one question takes, each with its slice: for each actor, each action, each resource that can be told apart.
 * The actions are those of its call unless others are asked about.
 */
export function requestsOf(
  set: PolicySet,
  question: Question,
  actions: readonly AskedAction[] = askedActions(question.call, set.index.exactlyForbidden),
): readonly AskedRequest[] {
  const { principal, call } = question;
  const common: Common = {
    set,
    question,
    context: callContext(question),
    parameters: parametersEntity(parameterTags(policyParameters(call), set.index.parameters)),
    resources: askedResources(question),
  };
  return actorsOf(principal, set.index.entities).flatMap((actor) =>
    actions.flatMap((action) => requestsAs(common, actor, action)),
  );
}

/** Resources that the policies of the slice cannot tell apart are decided once. */
function requestsAs(common: Common, actor: Actor, action: AskedAction): readonly AskedRequest[] {
  const slice = sliceOf(common.set, actor, action);
  const views = new Map(common.resources.map((resource) => [viewOf(resource, slice), resource]));
  return [...views.values()].map((resource) => {
    const request = requestOf(common, actor, action, resource.facts);
    return { slice, judged: { request, approvals: common.question.context.approvals, unknown: resource.unknown } };
  });
}

function requestOf({ set, context, parameters }: Common, actor: Actor, action: AskedAction, facts: ResourceFacts): CedarRequest {
  const written = set.index.entities;
  const actionUid = { type: 'CS::Action', id: action.id };
  const asked = resourceEntities(facts, written);
  const entities = [...actor.entities, actionEntity(actionUid, action.ancestors, written), ...asked, parameters];
  return { principal: actor.uid, action: actionUid, resource: resourceUid(facts), context, entities };
}

function sliceOf(set: PolicySet, actor: Actor, action: AskedAction): Slice {
  const actions = [action.id, ...action.ancestors].map((id) => entityKey('CS::Action', id));
  return sliceFor(set, { actions, principalType: actor.uid.type, principals: actorKeys(actor) }, action.ask);
}

function unionOfPolicies(decisions: readonly Decision[]): Decision['policies'] {
  const byId = new Map(decisions.flatMap(({ policies }) => policies).map((policy) => [policy.id, policy]));
  return [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
