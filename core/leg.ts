/** One leg of a call: one HTTP request of a client's command, as an approval is asked for and used up by it. */

import { callDigest } from './approval/call-digest.ts';
import { hiddenMembers } from './approval/parameter-rows.ts';
import type { NeedingApproval } from './ask-approval.ts';
import { keyedHashHex } from './canonical.ts';
import type { Asking, Verdict } from './decide-strictly.ts';
import { asking, type Caller, type DecodedCall, type Front } from './front.ts';
import { maskText } from './masking/mask-text.ts';
import type { Masked, Parameters, ResourceFacts } from './model.ts';
import { currentKey, type Keyring } from './sealed.ts';
import type { Story } from './story.ts';

export type Leg = NeedingApproval & {
  readonly asking: Asking;
  /** The digest of the call and its caller alone: `digest` binds what the call names besides. */
  readonly callDigest: string;
  /** The client's command (keyed hash): the same for what it sends again, and for nothing else. */
  readonly command: string;
  /** Whether the client's connection is held while the call waits. */
  readonly isHeld: boolean;
  /** Whether the client has hung up: what nobody waits for is not executed. */
  readonly isGone: () => boolean;
};

export type DecidedCall = {
  readonly story: Pick<Story, 'callId' | 'channel' | 'sourceIp' | 'secrets'>;
  readonly caller: Caller;
  readonly decoded: DecodedCall;
  readonly parameters: Masked<Parameters>;
  readonly verdict: Verdict;
};

/** The digest of a call and its caller: what exactly is approved. */
export function digestOf(decoded: DecodedCall, caller: Caller, keyring: Keyring): string {
  const { session, connection, role } = caller;
  const { principal } = session;
  const digested = { principal, connection: connection.name, role: role.arn, call: decoded.calls[0], input: decoded.wire.input };
  return callDigest(currentKey(keyring, 'call-digest'), digested);
}

/** The leg of a request whose call needs an approval. */
export function legOf<Request, Verified, Reply>(
  front: Front<Request, Verified, Reply>,
  request: Request,
  { story, caller, decoded, parameters, verdict }: DecidedCall,
  keyring: Keyring,
): Leg {
  const { decision, question } = verdict;
  if (decision.outcome !== 'needs-approval') throw new TypeError('approval: the decision does not ask for one');
  const { callId, channel, sourceIp, secrets } = story;
  const call = decoded.calls[0];
  const digest = digestOf(decoded, caller, keyring);
  const hidden = hiddenMembers(call.parameters, parameters, currentKey(keyring, 'recorded-hash'));
  return {
    callId,
    channel,
    sourceIp,
    caller,
    decision,
    digest,
    callDigest: digest,
    call: { ...call, parameters, facts: shownFacts(question.resources, secrets), hidden },
    asking: asking(decoded, caller, story),
    command: commandOf(front.invocation?.(request) ?? '', { caller, digest }, keyring),
    isHeld: front.isHeld !== false,
    isGone: () => front.isGone?.(request) === true,
  };
}

/** The client's id of its command is not signed, so it only ever tells apart commands of one principal and one call. */
function commandOf(
  invocation: string,
  { caller, digest }: { readonly caller: Caller; readonly digest: string },
  keyring: Keyring,
): string {
  const { id } = caller.session.principal;
  return keyedHashHex(currentKey(keyring, 'call-digest'), JSON.stringify(['command', id, invocation, digest]));
}

function shownFacts(resources: readonly ResourceFacts[], secrets: readonly string[]): readonly ResourceFacts[] {
  return resources.map((resource) => ({
    ...resource,
    tags: Object.fromEntries(
      Object.entries(resource.tags).map(([key, value]) => [maskText(key, secrets), maskText(value, secrets)]),
    ),
  }));
}
