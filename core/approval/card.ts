/** The card of an approval: what its approvers are shown, on the page, in Slack and by mail. Everything in it is masked and visible text, times to the minute. */

import type { Chain, ChainStep, Requirement } from '../model.ts';
import type { Approval, ApprovalState, Requester, VerdictKind } from './approval.ts';
import { deadlineOf, isLive } from './approval.ts';
import { type EffectPart, effectOf } from './effects.ts';
import { type HiddenMember, hiddenParts, type ParameterRow, shownParameters } from './parameter-rows.ts';
import type { Present } from './present.ts';
import { progressOf, type StepProgress } from './progress.ts';
import { quotedText } from './quoted-text.ts';
import { readableCommand } from './readable-command.ts';
import { readableTime } from './readable-time.ts';
import { visibleText } from './visible-text.ts';

export type CardResource = {
  readonly name: string;
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly areTagsKnown: boolean;
};

export type CardPresent =
  | { readonly state: 'found'; readonly rows: readonly { readonly name: string; readonly text: string }[] }
  | { readonly state: 'absent' | 'unreadable' };

export type CardStep = {
  readonly chain: string;
  readonly state: StepProgress['state'];
  /** So many distinct people out of these. */
  readonly needs: readonly { readonly need: number; readonly from: readonly string[] }[];
  readonly escalatesAt?: string;
};

export type CardVerdict = {
  readonly by: string;
  readonly verdict: VerdictKind;
  readonly at: string;
  /** The approver's own words: to be quoted. */
  readonly comment?: string;
};

export type Card = {
  readonly id: string;
  readonly state: ApprovalState;
  /** `ec2:TerminateInstances`. */
  readonly what: string;
  readonly connection: string;
  readonly account: string;
  readonly region: string;
  readonly role: string;
  readonly requester: string;
  /** The asker's own words: to be quoted (threats 19). */
  readonly reason?: string;
  readonly effect: readonly EffectPart[];
  readonly resources: readonly CardResource[];
  readonly areResourcesKnown: boolean;
  /** What was there when it was asked, where that is read. */
  readonly present?: CardPresent;
  readonly command: string;
  readonly parameters: readonly ParameterRow[];
  /** To be ticked one by one by whoever approves. */
  readonly hidden: readonly HiddenMember[];
  readonly policies: readonly { readonly id: string; readonly sentence?: string }[];
  readonly steps: readonly CardStep[];
  readonly verdicts: readonly CardVerdict[];
  readonly askedAt: string;
  /** When the present state ends by itself. */
  readonly until?: string;
  /** It was done already: a yes acknowledges it, a no calls it misuse. */
  readonly isAfterTheFact: boolean;
  readonly note?: string;
  readonly digest: string;
};

export function cardOf(approval: Approval, now: string): Card {
  const { call, reason, note } = approval;
  const { rows } = shownParameters(call.parameters);
  const until = deadlineOf(approval);
  return {
    id: approval.id,
    state: stateAt(approval, now),
    what: visibleText(`${call.service}:${call.operation}`),
    connection: approval.connection,
    account: call.account,
    region: visibleText(call.region),
    role: approval.role,
    requester: requesterLine(approval.requester),
    ...(reason === undefined ? {} : { reason: quotedText(reason) }),
    effect: effectOf(call),
    resources: resourcesOf(approval),
    areResourcesKnown: call.resourcesKnown,
    ...(call.present === undefined ? {} : { present: visiblePresent(call.present) }),
    command: readableCommand(call),
    parameters: rows,
    hidden: hiddenParts(call),
    policies: approval.policies.map(policyLine),
    steps: stepsOf(approval, now),
    verdicts: approval.verdicts.map(({ by, verdict, at, comment }) => ({
      by: whoOf(by),
      verdict,
      at: readableTime(at),
      ...(comment === undefined ? {} : { comment: quotedText(comment) }),
    })),
    askedAt: readableTime(approval.createdAt),
    ...(until === undefined ? {} : { until: readableTime(until) }),
    isAfterTheFact: approval.executor === 'nobody',
    ...(note === undefined ? {} : { note: quotedText(note) }),
    digest: approval.digest,
  };
}

/** What is past its time has expired, whether the machine that says so has looked already or not. */
export function stateAt(approval: Approval, now: string): ApprovalState {
  const { state } = approval;
  return deadlineOf(approval) !== undefined && !isLive(approval, now) ? 'expired' : state;
}

/** One person in one line: name and address, or what else is known of it. */
export function whoOf({ name, email, id }: { readonly name?: string; readonly email?: string; readonly id: string }): string {
  const known = [name, ...(email === undefined ? [] : [name === undefined ? email : `<${email}>`])].filter(
    (part) => part !== undefined,
  );
  return visibleText(known.length === 0 ? id : known.join(' '));
}

function requesterLine(requester: Requester): string {
  const { kind, onBehalfOf } = requester;
  const who = whoOf(requester);
  switch (kind) {
    case 'user':
      return who;
    case 'service':
      return `${who} (a pipeline or workload)`;
    case 'agent':
      return onBehalfOf === undefined ? `${who} (an agent)` : `${who} (an agent acting for ${whoOf(onBehalfOf)})`;
  }
}

function resourcesOf({ call }: Approval): readonly CardResource[] {
  const facts = new Map((call.facts ?? []).map((fact) => [fact.arn, fact]));
  return call.resources.map(({ arn }) => {
    const fact = facts.get(arn);
    const tags = Object.entries(fact?.tags ?? {}).map(([key, value]) => [visibleText(key), visibleText(value)] as const);
    return { name: visibleText(arn), tags, areTagsKnown: fact?.tagsKnown === true };
  });
}

function visiblePresent(present: Present): CardPresent {
  if (present.state !== 'found') return present;
  return { ...present, rows: present.rows.map(({ name, text }) => ({ name, text: visibleText(text) })) };
}

function policyLine({ id, reason }: Approval['policies'][number]) {
  return { id: visibleText(id), ...(reason === undefined ? {} : { sentence: visibleText(reason) }) };
}

function stepsOf(approval: Approval, now: string): readonly CardStep[] {
  const progress = new Map(progressOf(approval, now).map((step) => [step.name, step]));
  return approval.chains.flatMap((chain) =>
    chain.steps.map((step, index) => cardStep(chain, step, progress.get(`${chain.name}#${index}`))),
  );
}

function cardStep(chain: Chain, step: ChainStep, progress: StepProgress | undefined): CardStep {
  const further = progress?.isEscalated === true ? step.escalateTo : [];
  return {
    chain: chain.name,
    state: progress?.state ?? 'waiting',
    needs: [step, ...(step.and ?? [])].map((requirement) => needOf(requirement, further)),
    ...(progress?.escalatesAt === undefined || progress.isEscalated ? {} : { escalatesAt: readableTime(progress.escalatesAt) }),
  };
}

function needOf({ need, from }: Requirement, further: readonly string[]): CardStep['needs'][number] {
  return { need, from: [...new Set([...from, ...further])].map((entry) => visibleText(entry.replace(/^(group|person):/, ''))) };
}
