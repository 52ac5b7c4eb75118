/** The policy enforcement point (NIST SP 800-207): the story of one call, and the only place that lets a call through. */

import { goesByApproval, legOf } from './approving/leg.ts';
import { obtainApproval } from './approving/obtain-approval.ts';
import { obligations, tellObliged } from './call-notices.ts';
import { decideStrictly } from './decide-strictly.ts';
import { toGatewayError } from './errors.ts';
import { beginOnce, endOnce } from './execute-once.ts';
import { recordFailure } from './failure.ts';
import { ownTokens, withClientTokens } from './flow-tokens.ts';
import { forward } from './forward.ts';
import { asking, type Front } from './front.ts';
import type { GatewayPorts } from './gateway-ports.ts';
import { refuseHiddenStream } from './masking/refuse-stream.ts';
import { refuseRedirect } from './protocols/aws/forwarding/reply-headers.ts';
import { release } from './release.ts';
import { revealedClasses } from './revealed-classes.ts';
import { credentialsFor, deniedByNarrowing, settle } from './settle.ts';
import * as tell from './story.ts';

/**
 * Passes one request through a front: authenticate, take it off the caller's budget, decode, mask the parameters, decide,
 * wait for an approval where the policies ask for one, settle, take the client's command for a write, record the intent, assume
 * the role, forward, decode and mask the reply, record the outcome, release it.
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
  const callId = front.runs?.(request).callId ?? ports.newId();
  let story = tell.begun(front, front.origin(request), callId);
  try {
    const { caller, verified } = await front.authenticate(request);
    story = tell.identified(story, caller);
    ports.budget.spend(caller.session.principal.id, ports.now());
    const decoded = await front.decode(verified, caller, ownTokens(caller, ports));
    const parameters = await ports.masker.maskParameters(decoded.calls[0].parameters, decoded.wire.input, decoded.wire);
    story = tell.decoded(story, decoded, parameters);
    let verdict = await decideStrictly(asking(decoded, caller, story), ports);
    story = tell.decided(story, verdict);
    if (goesByApproval(front, verdict)) {
      const leg = legOf(front, request, { story, caller, decoded, parameters: parameters.value, verdict }, ports.keyring);
      story = tell.digested(story, leg.digest);
      const obtained = await obtainApproval(leg, ports);
      if (obtained.kind === 'answered') return front.encode(obtained.reply, { callId, request });
      story = tell.lifted(story, obtained);
      verdict = obtained.verdict;
    }
    const permit = settle(verdict, decoded.calls[0], caller, story.approval);
    story = tell.permitted(story, permit, obligations(verdict, ports));
    const reveal = revealedClasses(verdict, { calls: decoded.calls, policies: ports.policies });
    refuseHiddenStream(decoded.wire.operation, reveal);
    const begun = await beginOnce(front, request, { story, caller, decoded }, ports);
    if (begun.kind === 'answered') return front.encode(begun.reply, { callId, request });
    story = tell.executing(story, begun.execution);
    await ports.record(tell.event(story, 'intent'));
    story = tell.intended(story);
    await tellObliged(tell.notice(story, ports.now()), ports);
    const credentials = await credentialsFor(permit, caller, { roles: ports.roles, callId });
    story = tell.sent(story, ports.now());
    const reply = await forward(decoded, credentials, { isApproved: story.approval !== undefined, ports });
    refuseRedirect(reply);
    const masked = await ports.masker.maskAnswer(reply, { ...decoded.wire, secrets: parameters.secrets }, { reveal });
    const answer = { ...masked, client: withClientTokens(masked.client, { decoded, caller }, ports) };
    story = tell.answered(story, answer, { reply, at: ports.now(), hashKey: ports.hashKey });
    await ports.record(tell.event(story, 'outcome'));
    await endOnce(story, { kind: 'reply', reply: answer.client }, ports);
    const denied = deniedByNarrowing(answer, permit);
    if (denied !== undefined) return front.encodeError(denied, { callId, request, now: ports.now() });
    return release(front, answer, { story, request }, ports);
  } catch (thrown) {
    const error = await recordFailure(story, toGatewayError(thrown), ports);
    await endOnce(story, { kind: 'error', error }, ports);
    return front.encodeError(error, { callId, request, now: ports.now() });
  }
}
