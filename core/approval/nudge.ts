/** A reminder that the requester asks for: seldom, and not often. */

import { type Approval, isLive } from './approval.ts';
import type { ApprovalLimits } from './limits.ts';
import { markTold } from './plan.ts';
import { later } from './progress.ts';
import { alreadyOver, refused, type Transition } from './transition.ts';

export function nudge(approval: Approval, limits: ApprovalLimits, now: string): Transition {
  const { state, told, createdAt } = approval;
  if (state !== 'pending') return alreadyOver(state);
  if (!isLive(approval, now)) return alreadyOver('expired');
  if (told.nudges >= limits.nudges) {
    return refused('rate-limited', `The approvers were reminded ${told.nudges} times, the most that one may ask for.`);
  }
  const next = later(told.nudgedAt ?? createdAt, limits.nudgeEveryMinutes);
  if (now < next) return refused('rate-limited', `The approvers were asked a moment ago. Remind them after ${next}.`);
  return markTold(approval, { nudgedAt: now, nudges: told.nudges + 1 });
}
