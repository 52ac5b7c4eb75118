/** The approval (just-in-time authorization): who must say yes to exactly one call, before it expires, once. Everything in it may be shown. */

import type { Call, Chain, Channel, DeterminingPolicy, Masked, Parameters, Person, Principal, ResourceFacts } from '../model.ts';
import type { HiddenMember } from './parameter-rows.ts';
import type { Present } from './present.ts';

/** `approved` ends as used, expired or cancelled; the other four are ends. */
export type ApprovalState = 'pending' | 'approved' | 'rejected' | 'expired' | 'cancelled' | 'used';

/**
 * Who runs the call once it is approved: the caller's own waiting or repeated command, or the gateway from the stored call. `nobody`:
 * it was done already, and the verdict is owed after the fact.
 */
export type Executor = 'caller' | 'stored' | 'nobody';

/** The asker as it was when it asked: whom no approver may be. */
export type Requester = Pick<Principal, 'kind' | 'id' | 'issuer' | 'subject' | 'name' | 'email' | 'personKey'> & {
  readonly onBehalfOf?: Pick<Person, 'id' | 'subject' | 'name' | 'email' | 'personKey'>;
};

/** The one call that is approved, as approvers may see it. */
export type AskedCall = Omit<Call, 'parameters'> & {
  readonly parameters: Masked<Parameters>;
  /** What was read about its resources when it was asked. */
  readonly facts?: readonly ResourceFacts[];
  /** What of the parameters masking took out, for approvers to tick (threats 14). */
  readonly hidden?: readonly HiddenMember[];
  /** What it names that may change, and the keyed hash of what that was when it was asked (threats 13). */
  readonly references?: readonly { readonly what: Masked<string>; readonly hash: string }[];
  /** What was there when it was asked, where that is read. */
  readonly present?: Present;
};

export type VerdictKind = 'approve' | 'reject';

/** One person's word. `entries` are the `from` entries that its own fresh token fulfilled when it was given. */
export type RecordedVerdict = {
  readonly personKey: string;
  readonly by: Pick<Principal, 'id' | 'name' | 'email'>;
  readonly verdict: VerdictKind;
  readonly entries: readonly string[];
  readonly at: string;
  readonly via: 'page' | 'api';
  readonly comment?: Masked<string>;
};

/** The single use. `leg` names the client's command (keyed hash), so that its re-sends are told from a second call. */
export type Use = { readonly callId: string; readonly leg: string; readonly at: string };

export type Approval = {
  /** ULID. */
  readonly id: string;
  /** Counts the writes: a new one is stored only over the one that it was made from. */
  readonly version: number;
  readonly state: ApprovalState;
  /** The call that asked first. */
  readonly callId: string;
  readonly session: string;
  readonly channel: Channel;
  /** Where the asking request came from. */
  readonly sourceIp: string;
  readonly executor: Executor;
  /** HMAC-SHA-256 over the call and its caller: what exactly is approved. */
  readonly digest: string;
  readonly requester: Requester;
  readonly connection: string;
  /** ARN of the role. */
  readonly role: string;
  readonly call: AskedCall;
  /** The guardrails that asked, with their sentences. */
  readonly policies: readonly DeterminingPolicy[];
  readonly policyVersion: string;
  /** The asker's own words: one line, without links; always to be shown as a quotation. */
  readonly reason?: Masked<string>;
  /** As they were when it was asked; every one must be fulfilled. */
  readonly chains: readonly Chain[];
  readonly verdicts: readonly RecordedVerdict[];
  readonly createdAt: string;
  /** While pending: until when verdicts count. Of what is owed: when the session ends that it is owed for. */
  readonly expiresAt: string;
  /** When it was approved, rejected, cancelled or expired. */
  readonly decidedAt?: string;
  /** Once approved: until when it may be used. */
  readonly useBy?: string;
  readonly use?: Use;
  /** Commands of other clients (keyed hashes) that waited for the stored call: they get its answer too. */
  readonly joined?: readonly string[];
  /** Why it was cancelled, for its requester. */
  readonly note?: Masked<string>;
  /** What was told so far, so that nothing is told twice. */
  readonly told: Told;
};

export type Told = {
  readonly askedAt?: string;
  /** Steps (`chain#index`) whose people were asked, and those that were widened. */
  readonly steps: readonly string[];
  readonly escalated: readonly string[];
  readonly remindedAt?: string;
  readonly reminders: number;
  readonly nudgedAt?: string;
  readonly nudges: number;
  /** The last state that requester and approvers were told. */
  readonly state?: ApprovalState;
  /** Where the message about it stands, by channel, so that it is brought up to date there. */
  readonly places?: Readonly<Record<string, string>>;
};

/** Whether a verdict is owed for what was done already (break-glass): only a verdict ends that, neither time nor its requester. */
export function isOwed({ executor, state }: Pick<Approval, 'executor' | 'state'>): boolean {
  return executor === 'nobody' && state === 'pending';
}

/** Whether it still stands for its call: nothing else may be asked for the same digest meanwhile. */
export function isLive(approval: Approval, now: string): boolean {
  const { state, expiresAt, useBy } = approval;
  if (state === 'pending') return isOwed(approval) || now < expiresAt;
  return state === 'approved' && useBy !== undefined && now < useBy;
}

/** When its state ends by itself. */
export function deadlineOf(approval: Approval): string | undefined {
  const { state, expiresAt, useBy } = approval;
  if (state === 'pending') return isOwed(approval) ? undefined : expiresAt;
  return state === 'approved' ? useBy : undefined;
}
