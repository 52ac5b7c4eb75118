/** Least privilege for a group, from what its members really called: Cedar permits, an IAM policy, and the proof that nothing allowed is lost. */

import { askedActions, operationId } from './actions.ts';
import { formatPolicies } from './cedar.ts';
import { compilePolicies } from './compile-policies.ts';
import { decide } from './decide.ts';
import { resourceUid } from './entities.ts';
import { missingFact } from './missing-facts.ts';
import type { Policy } from './policy.ts';
import type { PolicySet } from './policy-set.ts';
import type { RecordedCall } from './recorded-call.ts';
import { rememberJudge } from './remember-judge.ts';
import { onceEach } from './replay.ts';
import { mcpService } from './tool-call.ts';

export type Suggestion = {
  /** One file of permits, in the one form. */
  readonly cedar: string;
  readonly iam: IamPolicy;
  /** Allowed calls of the group's members. */
  readonly calls: number;
  /** Still allowed with the suggested permits and today's guardrails alone. */
  readonly kept: number;
  /** Ids of events whose call would be lost; empty is the proof. */
  readonly lost: readonly string[];
  /** Ids of events that cannot be decided again, with the reason. */
  readonly indeterminate: readonly string[];
  /** Permits in reach of the group that let none of these calls through. */
  readonly unused: readonly string[];
};

export type IamPolicy = { readonly Version: '2012-10-17'; readonly Statement: readonly IamStatement[] };
type IamStatement = {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
};

/** More resources of one service than this are written as a pattern. */
const maxArns = 20;

/** Throws `RangeError` when the record holds no allowed call of a member. */
export function suggest(set: PolicySet, group: string, recorded: Iterable<RecordedCall>): Suggestion {
  const calls = [...onceEach(recorded)].filter((call) => isAllowed(call) && call.question.principal.groups.includes(group));
  if (calls.length === 0) throw new RangeError(`the record holds no allowed call of a member of ${group}`);
  const cedar = permitsFor(group, calls);
  const { lost, indeterminate } = prove(set, cedar, calls);
  return {
    cedar,
    iam: iamPolicy(calls),
    calls: calls.length,
    kept: calls.length - lost.length - indeterminate.length,
    lost,
    indeterminate,
    unused: unusedPermits(set, group, calls),
  };
}

/** A call that went through: permitted at once, or after its approval. */
function isAllowed({ outcome }: RecordedCall): boolean {
  return outcome === 'allow';
}

function permitsFor(group: string, calls: readonly RecordedCall[]): string {
  const byService = Map.groupBy(calls, ({ question }) => question.call.service);
  const permits = [...byService.keys()].sort().map((service) => permitFor(group, service, byService.get(service) ?? []));
  const form = formatPolicies(permits.join('\n'));
  if (typeof form !== 'string') throw new TypeError(`the suggested permits are none: ${form.message}`);
  return form;
}

/** The regions are those of the calls; an operation is permitted with all the actions that it needs. */
function permitFor(group: string, service: string, calls: readonly RecordedCall[]): string {
  if (service === mcpService) return methodsPermit(group, calls);
  const actions = sorted(calls.flatMap(({ question }) => askedActions(question.call, new Set()).map(({ id }) => id)));
  const regions = sorted(
    calls.flatMap(({ question }) => [question.call.region, ...question.resources.map(({ region }) => region)]),
  );
  const list = actions.map((id) => `CS::Action::${JSON.stringify(id)}`).join(', ');
  return `@id(${JSON.stringify(`suggested-${idPart(group)}-${idPart(service)}`)})
    permit (principal in CS::Group::${JSON.stringify(group)}, action in [${list}], resource is CS::AwsResource)
    when { [${regions.map((region) => JSON.stringify(region)).join(', ')}].contains(resource.region) };`;
}

/** Of MCP servers the methods, on the tools and servers that were called. */
function methodsPermit(group: string, calls: readonly RecordedCall[]): string {
  const methods = sorted(calls.map(({ question }) => operationId(question.call)));
  const uids = calls.flatMap(({ question }) => question.resources.map(resourceUid));
  const named = sorted(uids.map(({ type, id }) => `${type}::${JSON.stringify(id)}`));
  return `@id(${JSON.stringify(`suggested-${idPart(group)}-mcp`)})
    permit (principal in CS::Group::${JSON.stringify(group)}, action in [${methods.map((id) => `CS::Action::${JSON.stringify(id)}`).join(', ')}], resource)
    when { ${named.map((uid) => `resource == ${uid}`).join(' || ')} };`;
}

/** Today's guardrails and the suggested permits, and no permit of today's: what is allowed by those alone. */
function prove(set: PolicySet, cedar: string, calls: readonly RecordedCall[]): Pick<Suggestion, 'lost' | 'indeterminate'> {
  const guardrails = [...set.policies.values()].filter(({ effect, mode }) => effect === 'forbid' && mode === 'enforce');
  const candidate = compilePolicies([
    { name: 'suggested.cedar', text: cedar },
    ...guardrails.map(({ id, text }) => ({ name: `${id}.cedar`, text })),
  ]);
  const judging = rememberJudge();
  const [undecided, decided] = partition(calls, (call) => missingFact(candidate, call) !== undefined);
  return {
    lost: decided
      .filter(({ question }) => decide(candidate, question, judging).outcome !== 'allow')
      .map(({ eventId }) => eventId),
    indeterminate: undecided.map(({ eventId }) => eventId),
  };
}

function unusedPermits(set: PolicySet, group: string, calls: readonly RecordedCall[]): readonly string[] {
  const used = new Set(calls.flatMap(({ policies }) => policies));
  return [...set.policies.values()]
    .filter((policy) => policy.effect === 'permit' && covers(policy, group) && !used.has(policy.id))
    .map(({ id }) => id);
}

function covers({ principal }: Policy, group: string): boolean {
  const key = `CS::Group::${group}`;
  return principal.kind === 'entity' ? principal.entity === key : principal.kind === 'type' && principal.within === key;
}

function iamPolicy(calls: readonly RecordedCall[]): IamPolicy {
  const ofAws = calls.filter(({ question }) => question.call.service !== mcpService);
  const byService = Map.groupBy(ofAws, ({ question }) => question.call.service);
  return {
    Version: '2012-10-17',
    Statement: [...byService.keys()].sort().map((service) => {
      const ofService = byService.get(service) ?? [];
      return {
        Sid: `Suggested${service.replace(/[^A-Za-z0-9]/g, '')}`,
        Effect: 'Allow',
        Action: sorted(ofService.flatMap(({ question }) => question.call.actions)),
        Resource: arnsOf(ofService),
      };
    }),
  };
}

/** A call on the account as a whole, or on what the record cannot tell, takes any resource. */
function arnsOf(calls: readonly RecordedCall[]): readonly string[] {
  const isWide = calls.some(({ question: { call, resources } }) => resources.length === 0 || !call.resourcesKnown);
  if (isWide) return ['*'];
  const arns = sorted(calls.flatMap(({ question }) => question.resources.map(({ arn }) => arn)));
  return arns.length <= maxArns ? arns : sorted(arns.map((arn) => arn.replace(/[^:/]+$/, '*')));
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}

function idPart(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]/g, '-').slice(0, 40);
}
