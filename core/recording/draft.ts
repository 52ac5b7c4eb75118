/** What a use case says about one event; the writer turns it into the event that is stored. */

import type { Call, Channel, Decision, Json, Masked, MaskHit, MaskingEvidence, Parameters, Principal } from '../model.ts';
import type { EventKind } from '../ports.ts';

/** A call as it may be recorded: its parameters are masked, or absent where they could not be decoded. */
export type RecordedCall = Omit<Call, 'parameters'> & { readonly parameters?: Masked<Parameters> };

/** The answer as it may be recorded. */
export type RecordedAnswer = {
  readonly outcome: 'success' | 'failure' | 'unknown';
  readonly httpStatus?: number;
  /** AWS's or the gateway's own error code, and its masked text. */
  readonly errorCode?: string;
  readonly errorMessage?: Masked<string>;
  readonly upstreamRequestId?: string;
  /** Time from sending upstream to its whole answer. */
  readonly latencyMs?: number;
  readonly body?: Masked<Uint8Array>;
  /** A payload that is not kept, by its class: what is known of it by now. An outcome may be recorded before it has passed. */
  readonly payload?: { readonly class: string; readonly sizeBytes?: number; readonly keyedHash?: string };
};

export type EventDraft = {
  readonly kind: EventKind;
  readonly channel: Channel;
  /** Joins an intent to its outcome. */
  readonly callId: string;
  readonly sourceIp: string;
  readonly client?: Masked<string>;
  readonly principal?: Principal;
  readonly session?: string;
  readonly connection?: string;
  /** Of a session that was opened in an emergency. */
  readonly breakGlass?: true;
  readonly call?: RecordedCall;
  /** The call's digest (HMAC), for calls that can be approved. */
  readonly digest?: string;
  readonly decision?: Decision;
  /** What policies that are only tried would have decided, where that differs. */
  readonly would?: Decision;
  /** Entities and context of the decision, masked: what replaying it needs. */
  readonly facts?: Masked<Json>;
  /** Who is told of it, by the `@notify` of the permits that let it through. */
  readonly notify?: readonly string[];
  readonly masks?: readonly MaskHit[];
  readonly masking?: MaskingEvidence;
  readonly reason?: Masked<string>;
  readonly roleArn?: string;
  readonly sourceIdentity?: string;
  readonly answer?: RecordedAnswer;
  /** Further facts of a `session`, `record-read` or `unknown` event: what was opened, revoked, searched. */
  readonly detail?: Masked<Json>;
};
