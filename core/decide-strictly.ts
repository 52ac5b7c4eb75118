/** Decides calls with fresh facts about their resources: every operation that a request may be; the strictest decision holds. */

import type { FactBudget } from './call-budget.ts';
import { awsAccount } from './connections/aws-account.ts';
import type { AnyConnection, Call, Channel, Decision, Principal, ResourceFacts } from './model.ts';
import { decide, needsTags, strictest } from './policy/decide.ts';
import { type DecidedTag, decidedTags } from './policy/decided-tags.ts';
import { isEnforced } from './policy/observe.ts';
import type { PolicySet } from './policy/policy-set.ts';
import type { Question } from './policy/question.ts';
import { decideShadow, isSameAnswer } from './policy/shadow.ts';
import type { FactReader, Now } from './ports.ts';
import { createdFacts } from './protocols/aws/resources/created-facts.ts';

export type Asking = {
  readonly calls: readonly [Call, ...Call[]];
  readonly principal: Principal;
  readonly connection: AnyConnection;
  readonly sourceIp: string;
  readonly channel: Channel;
  readonly hasReason: boolean;
  /** A property of the session alone (threats 18). */
  readonly breakGlass: boolean;
  /** What is known of the resources without reading: the pinned definition of an MCP tool. */
  readonly facts?: readonly ResourceFacts[];
  /** Chains that are fulfilled for exactly this call. */
  readonly approvals?: readonly string[];
};

export type DecidingPorts = {
  readonly now: Now;
  /** The operator's time zone, for business hours. */
  readonly timeZone: string;
  /** The policy set in force. Errors: `policy-unavailable`. */
  readonly policies: () => PolicySet;
  readonly facts: FactReader;
  readonly budget: FactBudget;
  /** A whole policy set that is tried beside the one in force, and never enforced. */
  readonly candidate?: () => PolicySet | undefined;
};

/** A decision, and the question about the first of the calls that led to it. */
export type Verdict = {
  readonly decision: Decision;
  readonly question: Question;
  /** False where the connection only observes: the call passes, and the record says what would have been refused. */
  readonly isEnforced: boolean;
  /** Tags of what the first call touches, as guardrails looked at them. */
  readonly tags: readonly DecidedTag[];
  /** What policies that are only tried would have decided, where that differs. */
  readonly would?: Decision;
};

/** Errors: `policy-unavailable`; `rate-limited` where tags would have to be read. */
export async function decideStrictly(asking: Asking, ports: DecidingPorts): Promise<Verdict> {
  const policies = ports.policies();
  const [first, ...others] = asking.calls;
  const question = await questionOf(first, asking, ports);
  const further = await Promise.all(others.map((call) => questionOf(call, asking, ports)));
  const questions = [question, ...further];
  const decision = strictest(questions.map((each) => decide(policies, each)));
  const would = triedDecision(questions, decision, ports);
  return {
    question,
    decision,
    isEnforced: isEnforced(asking.connection, asking.calls, decision),
    tags: decidedTags(policies, question, new Set(createdFacts(first).map(({ arn }) => arn))),
    ...(would === undefined ? {} : { would }),
  };
}

function triedDecision(questions: readonly Question[], decision: Decision, ports: DecidingPorts): Decision | undefined {
  const [policies, candidate] = [ports.policies(), ports.candidate?.()];
  const tried = questions.map((question) => decideShadow(policies, question, candidate));
  if (tried.every((each) => each === undefined)) return undefined;
  const would = strictest(questions.map((question, index) => tried[index] ?? decide(policies, question)));
  return isSameAnswer(would, decision) ? undefined : would;
}

async function questionOf(call: Call, asking: Asking, ports: DecidingPorts): Promise<Question> {
  const { principal, connection, sourceIp, channel, hasReason, breakGlass, approvals = [] } = asking;
  const sets = [ports.policies(), ports.candidate?.()];
  const areTagsNeeded = sets.some((set) => set !== undefined && needsTags(set, principal, call));
  return {
    principal,
    call,
    resources: asking.facts ?? (areTagsNeeded ? await factsOf(call, asking, ports) : unread(call)),
    context: {
      now: ports.now(),
      timeZone: ports.timeZone,
      sourceIp,
      channel,
      isMfa: principal.isMfa,
      breakGlass,
      hasReason,
      approvals,
      connection: connection.name,
    },
  };
}

/** What exists has the tags that it has now; what the call creates has those that the call gives it. */
async function factsOf(
  call: Call,
  { principal, connection }: Asking,
  { facts, budget, now }: DecidingPorts,
): Promise<readonly ResourceFacts[]> {
  const created = new Map(createdFacts(call).map((resource) => [resource.arn, resource]));
  const existing = call.resources.filter(({ arn }) => !created.has(arn));
  if (existing.length > 0) budget.spendFactReads(principal.id, existing.length, now());
  const isRead = call.access === 'list' || call.access === 'read';
  const read = await facts.read(awsAccount(connection), existing, isRead ? 'recent' : 'now');
  return [...created.values(), ...read];
}

/** No policy in reach looks at tags, so none are read: they stay unknown. */
function unread(call: Call): readonly ResourceFacts[] {
  return call.resources.map((resource) => ({ ...resource, tags: {}, tagsKnown: false }));
}
