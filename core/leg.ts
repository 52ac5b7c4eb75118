/** One leg of a call: one HTTP request of a client's command, as an approval is asked for and used up by it. */

import { hiddenMembers } from './approval/parameter-rows.ts';
import type { NeedingApproval } from './ask-approval.ts';
import { commandOf, digestOf, nameOf } from './command.ts';
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
    command: commandOf(nameOf(front, request), { principal: caller.session.principal.id, digest }, keyring),
    isHeld: front.isHeld !== false,
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
