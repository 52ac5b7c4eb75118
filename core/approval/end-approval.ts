/** How an approval ends without a verdict: used, expired, cancelled. */

import type { Masked } from '../model.ts';
import { type Approval, deadlineOf, isLive, isOwed, type Use } from './approval.ts';
import { alreadyOver, changed, refused, type Transition } from './transition.ts';

/** The single use: for exactly the call that was approved, and while it stands. */
export function useApproval(approval: Approval, use: Omit<Use, 'at'> & { readonly digest: string }, now: string): Transition {
  if (approval.state !== 'approved') return alreadyOver(approval.state);
  if (!isLive(approval, now)) return alreadyOver('expired');
  if (approval.digest !== use.digest) return refused('denied', 'The approval is for another call.');
  return changed(approval, { state: 'used', use: { callId: use.callId, leg: use.leg, at: now } });
}

/** By time alone. */
export function expireApproval(approval: Approval, now: string): Transition {
  const deadline = deadlineOf(approval);
  if (deadline === undefined) return alreadyOver(approval.state);
  if (now < deadline) return refused('conflict', 'The approval has not expired yet.');
  return changed(approval, { state: 'expired', decidedAt: deadline });
}

/** Taken back by its requester, cut off with its session or principal, or outdated by new policies: `note` says which. */
export function cancelApproval(approval: Approval, note: Masked<string>, now: string): Transition {
  if (isOwed(approval))
    return refused('conflict', 'The verdict on a break-glass session is owed: nobody takes it back, somebody gives it.');
  if (deadlineOf(approval) === undefined) return alreadyOver(approval.state);
  if (!isLive(approval, now)) return alreadyOver('expired');
  return changed(approval, { state: 'cancelled', decidedAt: now, note });
}
