/** One leg of a call: one HTTP request of a client's command, as an approval is asked for and used up by it. */

import { hiddenMembers } from '../approval/parameter-rows.ts';
import { commandOf, digestOf, nameOf } from '../command.ts';
import type { Verdict } from '../decide-strictly.ts';
import { asking, type Caller, type DecodedCall, type Front } from '../front.ts';
import type { HttpReply } from '../http.ts';
import { inOwnProtocol } from '../in-own-protocol.ts';
import { maskText } from '../masking/mask-text.ts';
import type { Masked, Parameters, ResourceFacts } from '../model.ts';
import { currentKey, type Keyring } from '../sealed.ts';
import type { Story } from '../story.ts';
import type { NeedingApproval } from './ask-approval.ts';

/** What every leg is, whether it asks for an approval or has one. */
export type RunLeg = Omit<NeedingApproval, 'decision' | 'deferred'> & {
  /** The digest of the call and its caller alone: `digest` binds what the call names besides. */
  readonly callDigest: string;
  /** The client's command (keyed hash): the same for what it sends again, and for nothing else. */
  readonly command: string;
  /** Whether the client's connection is held while the call waits. */
  readonly isHeld: boolean;
  /** What a client that is not held is known by when it repeats the call (keyed hash). */
  readonly rejoins?: string;
  /** The answer to a stored call as its client reads it; `undefined` where the client's protocol has no form for it. */
  readonly inOwnProtocol: (reply: Masked<HttpReply>) => Masked<HttpReply> | undefined;
  /** Whether the client has hung up: what nobody waits for is not executed. */
  readonly isGone: () => boolean;
};

/** Asks for an approval, or joins the one that stands. */
export type Leg = RunLeg & NeedingApproval;

/** Runs a stored call: it goes by the approval that it was stored for. */
export type StoredLeg = RunLeg & { readonly runs: string };

export type DecidedCall = {
  readonly story: Pick<Story, 'callId' | 'channel' | 'sourceIp' | 'secrets'>;
  readonly caller: Caller;
  readonly decoded: DecodedCall;
  readonly parameters: Masked<Parameters>;
  readonly verdict: Verdict;
};

/** Whether the call goes by an approval: a stored one always does, whatever the policies say by now. */
export function goesByApproval({ runs }: { readonly runs?: unknown }, { isEnforced, decision }: Verdict): boolean {
  return runs !== undefined || (isEnforced && decision.outcome === 'needs-approval');
}

/** The leg of a request whose call goes by an approval. */
export function legOf<Request, Verified, Reply>(
  front: Front<Request, Verified, Reply>,
  request: Request,
  decided: DecidedCall,
  keyring: Keyring,
): Leg | StoredLeg {
  const { decision } = decided.verdict;
  const runs = front.runs?.(request).approval;
  if (runs !== undefined) return { ...runLegOf(front, request, decided, keyring), runs };
  if (decision.outcome !== 'needs-approval') throw new TypeError('approval: the decision does not ask for one');
  const deferred = front.deferred?.(request, decided.caller);
  return { ...runLegOf(front, request, decided, keyring), decision, ...(deferred === undefined ? {} : { deferred }) };
}

function runLegOf<Request, Verified, Reply>(
  front: Front<Request, Verified, Reply>,
  request: Request,
  { story, caller, decoded, parameters, verdict: { question } }: DecidedCall,
  keyring: Keyring,
): RunLeg {
  const { callId, channel, sourceIp, secrets } = story;
  const call = decoded.calls[0];
  const digest = digestOf(decoded, caller, keyring);
  const named = { principal: caller.session.principal.id, digest };
  const rejoins = front.rejoins?.(request);
  const hidden = hiddenMembers(call.parameters, parameters, currentKey(keyring, 'recorded-hash'));
  return {
    callId,
    channel,
    sourceIp,
    caller,
    digest,
    callDigest: digest,
    call: { ...call, parameters, facts: shownFacts(question.resources, secrets), hidden },
    asking: asking(decoded, caller, story),
    command: commandOf(nameOf(front, request), named, keyring),
    isHeld: front.isHeld !== false,
    ...(rejoins === undefined ? {} : { rejoins: commandOf(`rejoins ${rejoins}`, named, keyring) }),
    inOwnProtocol: (reply) => inOwnProtocol(reply, decoded.wire),
    isGone: () => front.isGone?.(request) === true,
  };
}

function shownFacts(resources: readonly ResourceFacts[], secrets: readonly string[]): readonly ResourceFacts[] {
  return resources.map((resource) => ({
    ...resource,
    tags: Object.fromEntries(
      Object.entries(resource.tags).map(([key, value]) => [maskText(key, secrets), maskText(value, secrets)]),
    ),
  }));
}
