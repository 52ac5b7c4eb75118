/** The inbox: what waits for me, what I asked for, and who can approve it. */

import { type Approval, type ApprovalState, isLive } from '../approval/approval.ts';
import type { ApprovalStore } from '../approval/approval-ports.ts';
import { entriesOf } from '../approval/entries.ts';
import { isRequester, mayNotDecide } from '../approval/give-verdict.ts';
import { mayKnow } from '../approval/may-know.ts';
import { type HiddenMember, hiddenParts } from '../approval/parameter-rows.ts';
import { openEntries } from '../approval/plan.ts';
import { missingSeats, progressOf, type StepProgress } from '../approval/progress.ts';
import { type ApiCaller, decideProduct, type ProductPorts } from '../product-api.ts';
import { approvalResource, unknownApproval } from './give-verdict.ts';

/** `me`: those that wait for the caller's verdict. `mine`: those that the caller, or an agent for it, asked for. */
export type ApprovalsAsked = { readonly for: 'me' | 'mine'; readonly states: readonly ApprovalState[]; readonly limit: number };

export type ReadingPorts = ProductPorts & { readonly approvals: ApprovalStore };

/** An approval as it is listed: everything in it is masked. */
export type ListedApproval = Approval & {
  readonly steps: readonly StepProgress[];
  /** Who is asked now: groups and people. */
  readonly asked: readonly string[];
  /** What of the call is not shown: whoever approves it all the same names each in `seen`. */
  readonly hidden: readonly HiddenMember[];
  /** How many further people must say yes. */
  readonly missing: number;
  /** Whether the caller may give a verdict now, its sign-in being fresh enough. */
  readonly isYours: boolean;
};

/** Newest first. */
export async function listApprovals(
  caller: ApiCaller,
  asked: ApprovalsAsked,
  ports: ReadingPorts,
): Promise<readonly ListedApproval[]> {
  const { principal } = caller;
  const { states, limit } = asked;
  const own = asked.for === 'mine' ? { requester: principal.id } : { entries: entriesOf(principal) };
  const found = await ports.approvals.list({ states, ...own }, limit);
  const now = ports.now();
  const known = found.filter((approval) => mayRead(caller, approval, ports));
  const shown = asked.for === 'mine' ? known : known.filter((approval) => !isRequester(approval.requester, principal));
  return shown.filter((approval) => approval.state !== 'pending' || isLive(approval, now)).map((one) => listed(one, caller, now));
}

/** Errors: `not-found`, also for one that is not the caller's to know. */
export async function getApproval(caller: ApiCaller, id: string, ports: ReadingPorts): Promise<ListedApproval> {
  const approval = await ports.approvals.find(id);
  if (approval === undefined || !mayRead(caller, approval, ports)) throw unknownApproval();
  return listed(approval, caller, ports.now());
}

/** Whoever may decide on it or asked for it, where the policies say no; and whoever they let read any. */
function mayRead(caller: ApiCaller, approval: Approval, ports: ReadingPorts): boolean {
  const resource = approvalResource(approval);
  const isAllowed = (action: 'countersign:GiveVerdict' | 'countersign:ReadApproval') =>
    decideProduct(caller, { action, resource }, ports).outcome === 'allow';
  return isAllowed('countersign:ReadApproval') || (mayKnow(approval, caller.principal) && isAllowed('countersign:GiveVerdict'));
}

function listed(approval: Approval, { principal }: ApiCaller, now: string): ListedApproval {
  const isOpen = approval.state === 'pending';
  return {
    ...approval,
    steps: progressOf(approval, now),
    asked: isOpen ? openEntries(approval, now) : [],
    hidden: hiddenParts(approval.call),
    missing: isOpen ? missingSeats(approval, now).length : 0,
    isYours: isOpen && mayNotDecide(approval, principal, now) === undefined,
  };
}
