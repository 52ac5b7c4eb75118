/** Has a call wait until the right people said yes, and uses their approval up: for this call, once, decided again before. */

import { answerAgain, keptAnswer } from '../answer-again.ts';
import { type Approval, isLive } from '../approval/approval.ts';
import { isJoined, joinStored } from '../approval/join-stored.ts';
import type { DecidingPorts } from '../decide-strictly.ts';
import { obtainForRun } from '../deferring/run-stored.ts';
import { GatewayError } from '../errors.ts';
import { keptSeconds } from '../execute-once.ts';
import { epochMilliseconds } from '../instant.ts';
import { deniedUntilApproved, endedWithout, stillWaiting } from './approval-message.ts';
import { changeApproval, type HoldingPorts, requireApproval } from './approval-ports.ts';
import { standingApproval } from './ask-approval.ts';
import type { Leg, RunLeg, StoredLeg } from './leg.ts';
import { boundLeg } from './leg-references.ts';
import { type Obtained, said, useUp } from './use-up.ts';

export type ObtainingPorts = DecidingPorts & {
  /** What calls wait with. Without it nobody can be asked, and the call is refused. */
  readonly approving?: HoldingPorts;
};

/** How often the store is looked at while a leg is held, for verdicts that another process took. */
const lookMilliseconds = 1000;

/**
 * Errors: `awaiting-approval` when the hold ends first; `denied` where the connection does not hold; `approval-rejected`,
 * `approval-expired`, `approval-cancelled`; `conflict` for a re-send whose outcome is unknown; `rate-limited`.
 */
export async function obtainApproval(asked: Leg | StoredLeg, { approving, ...deciding }: ObtainingPorts): Promise<Obtained> {
  if (approving === undefined) throw nobodyAsked(asked);
  const ports = { ...deciding, ...approving };
  if ('runs' in asked) return obtainForRun(asked, ports);
  const kept = await keptAnswer(asked, ports);
  if (kept !== undefined) return { kind: 'answered', reply: kept };
  const leg = await boundLeg(asked, ports);
  const newest = await ports.approvals.newestOf(leg.digest);
  if (newest?.state === 'used' && isAnsweredBy(newest, leg, ports))
    return { kind: 'answered', reply: await answerAgain(newest, leg, ports) };
  const approval = await standingApproval(leg, ports);
  if (approval.state === 'approved' && approval.executor === 'caller') return goOn(approval, leg, ports);
  if (!leg.isHeld) throw stillWaiting(await joined(approval, leg, ports), said(approval, ports));
  if (leg.caller.connection.kind === 'aws' && leg.caller.connection.wait === 'deny')
    throw deniedUntilApproved(approval, said(approval, ports));
  const leave = ports.held.enter(leg.caller.session.principal.id);
  if (leave === undefined) throw stillWaiting(await joined(approval, leg, ports), said(approval, ports));
  return goOn(approval, leg, ports).finally(leave);
}

type Ports = DecidingPorts & HoldingPorts;

/** From one state of the approval to the next, until the call is lifted, answered or refused. */
async function goOn(found: Approval, leg: Leg, ports: Ports): Promise<Obtained> {
  const until = epochMilliseconds(ports.now()) + ports.holdSeconds * 1000;
  let approval = await joined(found, leg, ports);
  for (;;) {
    if (leg.isGone()) throw stillWaiting(approval, said(approval, ports));
    switch (approval.state) {
      case 'pending':
        approval = await held(approval, until, ports);
        break;
      case 'approved': {
        if (approval.executor === 'stored') {
          // The gateway makes the call itself: its answer is this leg's too.
          approval = await held(approval, until, ports);
          break;
        }
        const lifted = await useUp(approval, leg, ports);
        if (lifted !== undefined) return lifted;
        approval = await requireApproval(approval.id, ports);
        break;
      }
      case 'used':
        if (isAnsweredBy(approval, leg, ports)) return { kind: 'answered', reply: await answerAgain(approval, leg, ports) };
        // It went to another command: this one asks for itself.
        approval = await joined(await standingApproval(leg, ports), leg, ports);
        break;
      case 'rejected':
      case 'expired':
      case 'cancelled':
        throw endedWithout(approval, ports.limits, said(approval, ports));
    }
  }
}

/** Waits for news of an approval. */
async function held(approval: Approval, until: number, ports: Ports): Promise<Approval> {
  const now = ports.now();
  if (!isLive(approval, now)) throw endedWithout(approval, ports.limits, said(approval, ports));
  const left = until - epochMilliseconds(now);
  if (left <= 0) throw stillWaiting(approval, said(approval, ports));
  await ports.doorbell.wait(approval.id, Math.min(left, lookMilliseconds));
  return requireApproval(approval.id, ports);
}

/** Its own execution, or that of the stored call which it waited for. */
function isAnsweredBy(approval: Approval, { command, rejoins }: RunLeg, { now }: Pick<Ports, 'now'>): boolean {
  const { use } = approval;
  if (use?.leg === command || isJoined(approval, command)) return true;
  // Later it is a new wish: the answer is not kept any more.
  const isRecent = use !== undefined && epochMilliseconds(now()) - epochMilliseconds(use.at) < keptSeconds * 1000;
  return isRecent && rejoins !== undefined && isJoined(approval, rejoins);
}

/** A leg that waits for a stored call is remembered, so that it gets the answer however often its client comes back for it. */
async function joined(approval: Approval, { command, isHeld, rejoins }: Leg, ports: Ports): Promise<Approval> {
  const name = rejoins ?? (isHeld ? command : undefined);
  if (name === undefined || isJoined(approval, name)) return approval;
  const change = joinStored(approval, name);
  if (change.outcome === 'refused') return approval;
  return changeApproval(approval.id, (current) => joinStored(current, name), ports).catch((thrown: unknown) => {
    // It went on meanwhile: what became of it is seen next.
    if (thrown instanceof GatewayError && thrown.code === 'conflict') return requireApproval(approval.id, ports);
    throw thrown;
  });
}

function nobodyAsked(leg: Leg | StoredLeg): GatewayError {
  const { call } = leg;
  if ('runs' in leg) return new GatewayError('denied', 'This gateway asks for no approvals, so it runs no stored calls.');
  const { decision } = leg;
  const sentences = decision.policies.map(({ id, reason }) => (reason === undefined ? id : `${id}: ${reason}`));
  return new GatewayError(
    'denied',
    `Countersign refused ${call.service}:${call.operation} (${sentences.join('; ')}). It needs an approval by the chain ${decision.chains.join(', ')}, and this gateway cannot ask for one.`,
  );
}
