/** Ends approvals before they are used: by their requester, or because what stands behind them was cut off. */

import type { Approval } from '../approval/approval.ts';
import type { ApprovalQuery } from '../approval/approval-ports.ts';
import { cancelApproval as end } from '../approval/end-approval.ts';
import { quotedText } from '../approval/quoted-text.ts';
import { GatewayError } from '../errors.ts';
import { maskText } from '../masking/mask-text.ts';
import { type ApiCaller, decideProduct, type ProductPorts, requireProduct } from '../product-api.ts';
import { type ApprovalActor, approvalEvent } from './approval-event.ts';
import { type ApprovingPorts, changeApproval, requireApproval } from './approval-ports.ts';
import { actorOf, approvalResource } from './give-verdict.ts';

type CancellingPorts = ApprovingPorts & ProductPorts;

/** Errors: `not-found`, `denied`, `conflict` when it is over, `recorder-unavailable`. */
export async function cancelApproval(
  caller: ApiCaller,
  asked: { readonly approvalId: string; readonly reason?: string },
  ports: CancellingPorts,
): Promise<Approval> {
  const approval = await requireOwn(caller, asked.approvalId, 'countersign:CancelApproval', ports);
  const { name = caller.principal.subject } = caller.principal;
  const reason = quotedText(asked.reason ?? '');
  return cancelWith(approval, `by ${name}${reason === '' ? '' : `: “${reason}”`}`, ports, actorOf(caller));
}

/** What a revocation does to approvals (threats 16). Errors: `recorder-unavailable`. */
export async function cancelAll(
  query: Pick<ApprovalQuery, 'session' | 'requester'>,
  why: string,
  ports: ApprovingPorts,
  actor: ApprovalActor,
): Promise<void> {
  for (;;) {
    const live = await ports.approvals.list({ states: ['pending', 'approved'], ...query }, batch);
    for (const approval of live) await cancelWith(approval, why, ports, actor).catch(passedBy);
    if (live.length < batch) return;
  }
}

/** The caller's own approval, or one over which policy gives it this power. Errors: `not-found`, `denied`. */
export async function requireOwn(
  caller: ApiCaller,
  id: string,
  action: 'countersign:CancelApproval' | 'countersign:NudgeApproval',
  ports: CancellingPorts,
): Promise<Approval> {
  const approval = await requireApproval(id, ports);
  const resource = approvalResource(approval);
  const mayRead = decideProduct(caller, { action: 'countersign:ReadApproval', resource }, ports).outcome === 'allow';
  if (!mayRead) throw new GatewayError('not-found', 'There is no such approval, or it is not yours to know.');
  requireProduct(caller, { action, resource }, ports);
  return approval;
}

const batch = 100;

function cancelWith(approval: Approval, why: string, ports: ApprovingPorts, actor: ApprovalActor): Promise<Approval> {
  const note = maskText(why);
  const record = () => ports.record(approvalEvent(approval, 'cancelled', { note }, actor));
  return changeApproval(approval.id, (current) => end(current, note, ports.now()), ports, record);
}

/** It ended by itself in between. */
function passedBy(thrown: unknown): void {
  if (!(thrown instanceof GatewayError) || thrown.code !== 'conflict') throw thrown;
}
