/** Uses an approval up for one leg: what was cut off is looked at, it is decided again with fresh facts, and one leg alone takes it. */

import { type Approval, isLive } from '../approval/approval.ts';
import { useApproval } from '../approval/end-approval.ts';
import { type DecidingPorts, decideStrictly, type Verdict } from '../decide-strictly.ts';
import { GatewayError } from '../errors.ts';
import type { HttpReply } from '../http.ts';
import type { Masked } from '../model.ts';
import { refuseRevoked } from '../revocation.ts';
import { approvalEvent } from './approval-event.ts';
import { endedWithout } from './approval-message.ts';
import { changeApproval, type HoldingPorts, requireApproval } from './approval-ports.ts';
import { outdate } from './ask-approval.ts';
import type { RunLeg } from './leg.ts';
import { boundLeg } from './leg-references.ts';

/** This leg may go on, and no other. */
export type Lifted = { readonly kind: 'lifted'; readonly approval: Approval; readonly verdict: Verdict };

/** `answered`: the call was executed for another leg of it; its outcome is in the record. */
export type Obtained = Lifted | { readonly kind: 'answered'; readonly reply: Masked<HttpReply> };

type Ports = DecidingPorts & HoldingPorts;

/**
 * `undefined` when another leg was faster. Errors: `unauthenticated` for a session that was cut off; `approval-expired`,
 * `approval-cancelled` where what was approved is not what is needed any more.
 */
export async function useUp(approval: Approval, leg: RunLeg, ports: Ports): Promise<Lifted | undefined> {
  if (!isLive(approval, ports.now())) throw endedWithout(approval, ports.limits, said(approval, ports));
  await refuseRevoked({ kind: 'session', session: leg.caller.session }, ports.revocations);
  const bound = await boundLeg(leg, ports);
  if (bound.digest !== approval.digest) return changedMeanwhile(approval, ports);
  const verdict = await decideStrictly({ ...leg.asking, approvals: approval.chains.map(({ name }) => name) }, ports);
  switch (verdict.decision.outcome) {
    case 'allow':
      return take(approval, bound, verdict, ports);
    case 'deny':
      // Settled by the gateway as any other deny; the approval stays what it is.
      return { kind: 'lifted', approval, verdict };
    case 'needs-approval':
      return asksForMore(approval, verdict.decision.chains, ports);
  }
}

/** What a refusal by an approval names beside it. */
export function said(approval: Approval, ports: Pick<HoldingPorts, 'now' | 'approvalLink'>) {
  return { now: ports.now(), link: ports.approvalLink(approval) };
}

async function take(approval: Approval, leg: RunLeg, verdict: Verdict, ports: Ports): Promise<Lifted | undefined> {
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
