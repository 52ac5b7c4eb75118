/** The policy enforcement point (NIST SP 800-207): the story of one call, and the only place that lets a call through. */

import { decideStrictly } from './decide-strictly.ts';
import { toGatewayError } from './errors.ts';
import { recordFailure } from './failure.ts';
import { asking, type Front } from './front.ts';
import type { GatewayPorts } from './gateway-ports.ts';
import { maskParameters } from './masking/mask-parameters.ts';
import { maskReply } from './masking/mask-reply.ts';
import { refuseRedirect } from './protocols/aws/reply-headers.ts';
import { assumeRequest, settle } from './settle.ts';
import * as tell from './story.ts';

/**
 * Passes one request through a front: authenticate, decode, mask the parameters, decide, settle, record the intent,
 * assume the role, forward, decode and mask the reply, record the outcome, encode.
 *
 * The order is the product's security argument. Nothing goes upstream that was not identified, decided and recorded;
 * nothing of an answer is released that was not masked and recorded. Whatever throws on the way is recorded as a refusal
 * or as the call's outcome, and answered in the client's own protocol. It never rejects.
 */
export async function passCall<Request, Verified, Reply>(
  front: Front<Request, Verified, Reply>,
  request: Request,
  ports: GatewayPorts,
): Promise<Reply> {
  const callId = ports.newId();
  let story = tell.begun(front, front.origin(request), callId);
  try {
    const { caller, verified } = await front.authenticate(request);
    story = tell.identified(story, caller);
    const decoded = await front.decode(verified, caller);
    const parameters = maskParameters(decoded.calls[0].parameters, decoded.wire.input, decoded.wire);
    story = tell.decoded(story, decoded, parameters);
    const verdict = await decideStrictly(asking(decoded, caller, story), ports);
    story = tell.decided(story, verdict);
    const permit = settle(verdict.decision, decoded.calls[0], caller);
    story = tell.permitted(story, permit);
    await ports.record(tell.event(story, 'intent'));
    story = tell.intended(story);
    const credentials = await ports.roles.assume(assumeRequest(permit, caller));
    story = tell.sent(story, ports.now());
    const reply = await ports.upstream.send(decoded.upstream, credentials);
    refuseRedirect(reply);
    const answer = maskReply(reply, { ...decoded.wire, secrets: parameters.secrets });
    story = tell.answered(story, answer, { reply, at: ports.now(), hashKey: ports.hashKey });
    await ports.record(tell.event(story, 'outcome'));
    return front.encode(answer.client, { callId, request });
  } catch (thrown) {
    const error = await recordFailure(story, toGatewayError(thrown), ports);
    return front.encodeError(error, { callId, request, now: ports.now() });
  }
}
