/** Has a call wait until the right people said yes, and uses their approval up: for this call, once, decided again before. */

import { answerAgain, keptAnswer } from './answer-again.ts';
import { type Approval, isLive } from './approval/approval.ts';
import { useApproval } from './approval/end-approval.ts';
import { approvalEvent } from './approval-event.ts';
import { deniedUntilApproved, endedWithout, stillWaiting } from './approval-message.ts';
import { changeApproval, type HoldingPorts, requireApproval } from './approving.ts';
import { outdate, standingApproval } from './ask-approval.ts';
import { type DecidingPorts, decideStrictly, type Verdict } from './decide-strictly.ts';
import { GatewayError } from './errors.ts';
import type { HttpReply } from './http.ts';
import { epochMilliseconds } from './instant.ts';
import type { Leg } from './leg.ts';
import { boundLeg } from './leg-references.ts';
import type { Masked } from './model.ts';
import { refuseRevoked } from './revocation.ts';

export type ObtainingPorts = DecidingPorts & {
  /** What calls wait with. Without it nobody can be asked, and the call is refused. */
  readonly approving?: HoldingPorts;
};

/** `lifted`: this leg may go on, and no other. `answered`: a re-send of a command that was executed; its outcome is in the record. */
export type Obtained =
  | { readonly kind: 'lifted'; readonly approval: Approval; readonly verdict: Verdict }
  | { readonly kind: 'answered'; readonly reply: Masked<HttpReply> };

/** How often the store is looked at while a leg is held, for verdicts that another process took. */
const lookMilliseconds = 1000;

/**
 * Errors: `awaiting-approval` when the hold ends first; `denied` where the connection does not hold; `approval-rejected`,
 * `approval-expired`, `approval-cancelled`; `conflict` for a re-send whose outcome is unknown; `rate-limited`.
 */
export async function obtainApproval(asked: Leg, { approving, ...deciding }: ObtainingPorts): Promise<Obtained> {
  if (approving === undefined) throw nobodyAsked(asked);
  const ports = { ...deciding, ...approving };
  const kept = await keptAnswer(asked, ports);
  if (kept !== undefined) return { kind: 'answered', reply: kept };
  const leg = await boundLeg(asked, ports);
  const newest = await ports.approvals.newestOf(leg.digest);
  if (newest?.use?.leg === leg.command) return { kind: 'answered', reply: await answerAgain(newest, leg, ports) };
  const approval = await standingApproval(leg, ports);
  if (approval.state === 'approved') return goOn(approval, leg, ports);
  if (!leg.isHeld) throw stillWaiting(approval, said(approval, ports));
  if (leg.caller.connection.wait === 'deny') throw deniedUntilApproved(approval, said(approval, ports));
  const leave = ports.held.enter(leg.caller.session.principal.id);
  if (leave === undefined) throw stillWaiting(approval, said(approval, ports));
  return goOn(approval, leg, ports).finally(leave);
}

type Ports = DecidingPorts & HoldingPorts;

/** From one state of the approval to the next, until the call is lifted or refused. */
async function goOn(found: Approval, leg: Leg, ports: Ports): Promise<Obtained> {
  const until = epochMilliseconds(ports.now()) + ports.holdSeconds * 1000;
  let approval = found;
  for (;;) {
    if (leg.isGone()) throw stillWaiting(approval, said(approval, ports));
    switch (approval.state) {
      case 'pending':
        approval = await held(approval, until, ports);
        break;
      case 'approved': {
        const lifted = await useUp(approval, leg, ports);
        if (lifted !== undefined) return lifted;
        approval = await requireApproval(approval.id, ports);
        break;
      }
      case 'used':
        if (approval.use?.leg === leg.command) return { kind: 'answered', reply: await answerAgain(approval, leg, ports) };
        // It went to another command: this one asks for itself.
        approval = await standingApproval(leg, ports);
        break;
      case 'rejected':
      case 'expired':
      case 'cancelled':
        throw endedWithout(approval, ports.limits, said(approval, ports));
    }
  }
}

/** Waits for news of a pending approval. */
async function held(approval: Approval, until: number, ports: Ports): Promise<Approval> {
  const now = ports.now();
  if (!isLive(approval, now)) throw endedWithout(approval, ports.limits, said(approval, ports));
  const left = until - epochMilliseconds(now);
  if (left <= 0) throw stillWaiting(approval, said(approval, ports));
  await ports.doorbell.wait(approval.id, Math.min(left, lookMilliseconds));
  return requireApproval(approval.id, ports);
}

/** Decides again with fresh facts, then takes the approval; `undefined` when another leg was faster. */
async function useUp(approval: Approval, leg: Leg, ports: Ports): Promise<Obtained | undefined> {
  if (!isLive(approval, ports.now())) throw endedWithout(approval, ports.limits, said(approval, ports));
  await refuseRevoked({ kind: 'session', session: leg.caller.session }, ports.revocations);
  if ((await boundLeg(leg, ports)).digest !== approval.digest) return changedMeanwhile(approval, ports);
  const verdict = await decideStrictly({ ...leg.asking, approvals: approval.chains.map(({ name }) => name) }, ports);
  switch (verdict.decision.outcome) {
    case 'allow':
      return take(approval, leg, verdict, ports);
    case 'deny':
      // Settled by the gateway as any other deny; the approval stays what it is.
      return { kind: 'lifted', approval, verdict };
    case 'needs-approval':
      return asksForMore(approval, verdict.decision.chains, ports);
  }
}

async function take(approval: Approval, leg: Leg, verdict: Verdict, ports: Ports): Promise<Obtained | undefined> {
  const { callId, command, digest, channel, sourceIp, caller } = leg;
  const use = (current: Approval) => useApproval(current, { callId, leg: command, digest }, ports.now());
  const used = await changeApproval(approval.id, use, ports).catch((thrown: unknown) => {
    if (thrown instanceof GatewayError && thrown.code === 'conflict') return undefined;
    throw thrown;
  });
  if (used === undefined) return undefined;
  const actor = { channel, sourceIp, principal: caller.session.principal };
  await ports.record(approvalEvent(used, 'used', { callId }, actor));
  return { kind: 'lifted', approval: used, verdict };
}

/** What the call names is no longer what it was when people looked at it. */
async function changedMeanwhile(approval: Approval, ports: Ports): Promise<never> {
  await outdate(approval, 'what the call names has changed since it was asked', ports);
  throw endedWithout(await requireApproval(approval.id, ports), ports.limits, said(approval, ports));
}

/** The policies of now ask for chains that nobody was asked for: what was approved is not what is needed. */
async function asksForMore(approval: Approval, chains: readonly string[], ports: Ports): Promise<never> {
  await outdate(approval, `the policies ask for ${chains.join(' and ')} since it was approved`, ports);
  throw endedWithout(await requireApproval(approval.id, ports), ports.limits, said(approval, ports));
}

function nobodyAsked({ call, decision }: Leg): GatewayError {
  const sentences = decision.policies.map(({ id, reason }) => (reason === undefined ? id : `${id}: ${reason}`));
  return new GatewayError(
    'denied',
    `Countersign refused ${call.service}:${call.operation} (${sentences.join('; ')}). It needs an approval by the chain ${decision.chains.join(', ')}, and this gateway cannot ask for one.`,
  );
}

function said(approval: Approval, ports: HoldingPorts) {
  return { now: ports.now(), link: ports.approvalLink(approval) };
}
