/** Reminds the approvers because the requester asks for it. */

import type { Approval } from '../approval/approval.ts';
import type { Notifier } from '../approval/approval-ports.ts';
import { nudge } from '../approval/nudge.ts';
import { openEntries } from '../approval/plan.ts';
import type { ApiCaller, ProductPorts } from '../product-api.ts';
import { approvalEvent } from './approval-event.ts';
import { type ApprovingPorts, changeApproval } from './approval-ports.ts';
import { requireOwn } from './cancel-approval.ts';
import { actorOf } from './give-verdict.ts';

/** Errors: `not-found`, `denied`, `conflict` when it is over, `rate-limited`, `recorder-unavailable`. */
export async function nudgeApprovers(
  caller: ApiCaller,
  id: string,
  ports: ApprovingPorts & ProductPorts & { readonly notifier: Notifier },
): Promise<Approval> {
  await requireOwn(caller, id, 'countersign:NudgeApproval', ports);
  const at = ports.now();
  const record = (next: Approval) =>
    ports.record(approvalEvent(next, 'reminded', { approvers: openEntries(next, at) }, actorOf(caller)));
  const approval = await changeApproval(id, (current) => nudge(current, ports.limits, at), ports, record);
  await ports.notifier.tell({ kind: 'reminded', approval, approvers: openEntries(approval, at), at });
  return approval;
}
