/** The story so far: what is known of one call at each of its steps, as the next event will tell it. */

import type { Approval } from './approval/approval.ts';
import type { CallNotice } from './call-notices.ts';
import { keyedHashHex } from './canonical.ts';
import type { Verdict } from './decide-strictly.ts';
import type { Caller, DecodedCall, Origin } from './front.ts';
import { type HttpReply, isStreamed, type StreamedBody, type StreamedReply } from './http.ts';
import { epochMilliseconds } from './instant.ts';
import type { MaskedAnswer } from './masking/mask-answer.ts';
import { maskJson, maskName, maskText } from './masking/mask-text.ts';
import type { Channel, Masked, MaskerVersion, MaskHit, Parameters } from './model.ts';
import { decisionFacts } from './policy/decide.ts';
import type { EventKind, Execution } from './ports.ts';
import type { EventDraft } from './recording/draft.ts';
import type { Permit } from './settle.ts';

/** How far the call came; it decides what a failure means. `sent`: the upstream may have seen it. */
export type Stage = 'asked' | 'intended' | 'sent' | 'answered';

export type Story = Omit<EventDraft, 'kind'> & {
  readonly stage: Stage;
  readonly sentAt?: string;
  /** Clear values that were masked in the parameters: cut from every later text. Never recorded. */
  readonly secrets: readonly string[];
  /** The approval that was used up for the call. Never recorded whole: its own events tell it. */
  readonly approval?: Approval;
  /** The execution that a write has its client's command by. Never recorded. */
  readonly execution?: Execution;
  /** A payload that is still on its way: whatever fails cancels it. Never recorded. */
  readonly stream?: StreamedBody;
};

type MaskedParameters = {
  readonly value: Masked<Parameters>;
  readonly masks: readonly MaskHit[];
  readonly secrets: readonly string[];
  readonly by: MaskerVersion;
};

export function begun({ channel }: { readonly channel: Channel }, origin: Origin, callId: string): Story {
  const client = origin.client === undefined ? {} : { client: maskText(origin.client) };
  return { stage: 'asked', channel, callId, sourceIp: origin.sourceIp, secrets: [], ...client };
}

export function identified(story: Story, caller: Caller): Story {
  const { session } = caller;
  return {
    ...story,
    principal: session.principal,
    session: session.id,
    connection: caller.connection.name,
    ...(session.breakGlass === true ? { breakGlass: true } : {}),
    ...(session.reason === undefined ? {} : { reason: maskText(session.reason) }),
  };
}

export function decoded(story: Story, decodedCall: DecodedCall, parameters: MaskedParameters): Story {
  const [first] = decodedCall.calls;
  const resources = first.resources.map((resource) => ({ ...resource, arn: maskName(resource.arn) }));
  const call = { ...first, resources, parameters: parameters.value };
  return { ...story, call, masks: parameters.masks, masking: parameters.by, secrets: parameters.secrets };
}

/** The facts are told with the parameters as they are recorded, never as they were decided on. */
export function decided(story: Story, { decision, question, would }: Verdict): Story {
  const parameters = story.call?.parameters;
  const told = { ...story, decision, ...(would === undefined ? {} : { would }) };
  if (parameters === undefined) return told;
  const recorded = { ...question, call: { ...question.call, parameters } };
  return { ...told, facts: maskJson(decisionFacts(recorded), story.secrets) };
}

/** What is needed of an approval is known by the digest; the event of the approval names the rest. */
export function digested(story: Story, digest: string): Story {
  return { ...story, digest };
}

/** From here on every event names the approval that the call goes by, and who gave it. */
export function lifted(story: Story, { approval, verdict }: { readonly approval: Approval; readonly verdict: Verdict }): Story {
  const approvers = approval.verdicts.map(({ by }) => by.id);
  const told = { ...decided(story, verdict), digest: approval.digest, detail: maskJson({ approval: approval.id, approvers }) };
  return approval.state === 'used' ? { ...told, approval } : told;
}

export function permitted(story: Story, permit: Permit, notify: readonly string[] = []): Story {
  const obliged = notify.length === 0 ? {} : { notify };
  return { ...story, roleArn: permit.role.arn, sourceIdentity: permit.sourceIdentity, ...obliged };
}

/** From here on the client's command is this call's. */
export function executing(story: Story, execution: Execution | undefined): Story {
  return execution === undefined ? story : { ...story, execution };
}

export function intended(story: Story): Story {
  return { ...story, stage: 'intended' };
}

export function sent(story: Story, at: string): Story {
  return { ...story, stage: 'sent', sentAt: at };
}

type Answered = { readonly reply: HttpReply | StreamedReply; readonly at: string; readonly hashKey: Uint8Array };

export function answered(story: Story, answer: MaskedAnswer, { reply, at, hashKey }: Answered): Story {
  const { record, error, client } = answer;
  return {
    ...story,
    masks: [...(story.masks ?? []), ...answer.masks],
    ...(story.masking === undefined ? {} : { masking: { ...story.masking, ...answer.sizes } }),
    answer: {
      outcome: error === undefined ? 'success' : 'failure',
      httpStatus: reply.status,
      latencyMs: latencyMs(story, at),
      ...(error === undefined ? {} : { errorCode: error.code, errorMessage: error.message }),
      ...(record.requestId === undefined ? {} : { upstreamRequestId: record.requestId }),
      ...(record.body === undefined ? {} : { body: record.body }),
      ...(record.payload === undefined ? {} : { payload: { ...record.payload, ...hashOf(reply, hashKey) } }),
    },
    ...(isStreamed(client) ? { stream: client.body } : {}),
  };
}

/** A payload that is still to pass is measured then. */
function hashOf(reply: HttpReply | StreamedReply, hashKey: Uint8Array): { readonly keyedHash?: string } {
  return isStreamed(reply) ? {} : { keyedHash: keyedHashHex(hashKey, reply.body) };
}

/** What those are told whom the permits of the call oblige to tell; `undefined` when nobody is. */
export function notice({ notify, ...story }: Story, at: string): CallNotice | undefined {
  const { principal, call, session = '', connection = '', reason, callId, channel } = story;
  if (notify === undefined || principal === undefined || call === undefined) return undefined;
  return {
    targets: notify,
    callId,
    session,
    principal,
    what: `${call.service}:${call.operation}`,
    connection,
    account: call.account,
    region: call.region,
    channel,
    isBreakGlass: story.breakGlass === true,
    ...(reason === undefined ? {} : { reason }),
    at,
  };
}

/** The event that tells the story up to here. */
export function event(story: Story, kind: EventKind): EventDraft {
  const { stage: _stage, sentAt: _sentAt, secrets: _secrets, approval: _approval, ...recorded } = story;
  const { execution: _execution, stream: _stream, ...draft } = recorded;
  return { ...draft, kind };
}

export function latencyMs(story: Story, at: string): number {
  return story.sentAt === undefined ? 0 : Math.max(0, epochMilliseconds(at) - epochMilliseconds(story.sentAt));
}
