/** Limits against fatigue (threats 19): how much may be asked of approvers, and how soon again. */

import { type Approval, isLive, isOwed } from './approval.ts';
import { later } from './progress.ts';
import { type Refusal, refused } from './transition.ts';

export type ApprovalLimits = {
  readonly openPerRequester: number;
  readonly openPerChain: number;
  /** A rejected call may be asked for again after so long. */
  readonly restMinutes: number;
  readonly nudges: number;
  readonly nudgeEveryMinutes: number;
};

export const defaultLimits: ApprovalLimits = {
  openPerRequester: 5,
  openPerChain: 50,
  restMinutes: 60,
  nudges: 3,
  nudgeEveryMinutes: 5,
};

/** Why nothing more may be asked; `open` are the approvals that were found pending. */
export function tooManyOpen(
  open: { readonly ofRequester: readonly Approval[]; readonly ofChain: ReadonlyMap<string, readonly Approval[]> },
  limits: ApprovalLimits,
  now: string,
): Refusal | undefined {
  const own = pending(open.ofRequester, now);
  if (own.length >= limits.openPerRequester) {
    return refused(
      'rate-limited',
      `You have ${own.length} approvals open, the most that one may have. Wait for them or cancel one; the first ends at ${firstEnd(own)}.`,
    );
  }
  for (const [chain, approvals] of open.ofChain) {
    const asked = pending(approvals, now);
    if (asked.length < limits.openPerChain) continue;
    return refused(
      'rate-limited',
      `The approvers of ${chain} have ${asked.length} open approvals, the most that they are asked at a time. Try again after ${firstEnd(asked)}.`,
    );
  }
  return undefined;
}

/** Until when a rejected call rests. */
export function restsUntil({ state, decidedAt }: Approval, { restMinutes }: ApprovalLimits, now: string): string | undefined {
  if (state !== 'rejected' || decidedAt === undefined) return undefined;
  const until = later(decidedAt, restMinutes);
  return now < until ? until : undefined;
}

function pending(approvals: readonly Approval[], now: string): readonly Approval[] {
  return approvals.filter((approval) => approval.state === 'pending' && !isOwed(approval) && isLive(approval, now));
}

function firstEnd(approvals: readonly Approval[]): string {
  return approvals.map(({ expiresAt }) => expiresAt).sort()[0] ?? '';
}
