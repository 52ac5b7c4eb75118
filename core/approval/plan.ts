/** What the approval's machine does next, and when: it reads the approval and the time, and never changes anything. */

import { epochMilliseconds } from '../instant.ts';
import { type Approval, deadlineOf, isOwed, type Told } from './approval.ts';
import { approved } from './give-verdict.ts';
import { isFulfilled, later, progressOf, type StepProgress } from './progress.ts';
import { type Change, changed, type Transition } from './transition.ts';

/** The steps of `statemachines/approval.asl.json`. */
export type MachineStep = 'notify' | 'wait' | 'remind' | 'escalate' | 'expire' | 'execute' | 'tell' | 'done';

export type Plan = {
  readonly next: MachineStep;
  /** Until the next thing is due, at least 1. */
  readonly waitSeconds: number;
};

/** The first reminder; each further one after twice as long. */
const remindAfterMinutes = 15;
const mostReminders = 3;
/** What is owed is asked for until it is given, in the end once a day. */
const longestReminderMinutes = 24 * 60;

export function planOf(approval: Approval, now: string): Plan {
  const next = nextOf(approval, now);
  return { next, waitSeconds: next === 'wait' ? secondsUntil(nextDue(approval, now), now) : 1 };
}

/** Those whose steps are open and who were not asked yet. */
export function unaskedSteps({ told, ...approval }: Approval, now: string): readonly StepProgress[] {
  return progressOf(approval, now).filter(({ state, name }) => state === 'open' && !told.steps.includes(name));
}

export function dueEscalations({ told, ...approval }: Approval, now: string): readonly StepProgress[] {
  return progressOf(approval, now).filter(
    ({ state, isEscalated, name }) => state === 'open' && isEscalated && !told.escalated.includes(name),
  );
}

/** Who is asked and still missing: whom a reminder or a nudge reaches. */
export function openEntries(approval: Approval, now: string): readonly string[] {
  const open = progressOf(approval, now).filter(({ state }) => state === 'open');
  return [...new Set(open.flatMap(({ entries }) => entries))];
}

/** Marks what was told, so that it is told once. */
export function markTold(approval: Approval, told: Partial<Told>): Change {
  return changed(approval, { told: { ...approval.told, ...told } });
}

/** An escalation may find that people who said yes already count for the late step now. */
export function escalated(approval: Approval, names: readonly string[], now: string): Transition {
  const marked: Approval = { ...approval, told: { ...approval.told, escalated: [...approval.told.escalated, ...names] } };
  return isFulfilled(marked, now) ? approved(marked, now) : changed(marked, {});
}

function nextOf(approval: Approval, now: string): MachineStep {
  const { state, told, executor } = approval;
  const deadline = deadlineOf(approval);
  if (deadline !== undefined && deadline <= now) return 'expire';
  switch (state) {
    case 'pending':
      return whilePending(approval, now);
    case 'approved':
      return told.state === state ? onceApproved(executor) : 'tell';
    case 'used':
      // Whoever waits for its own command learns the outcome there.
      return executor === 'stored' && told.state !== state ? 'tell' : 'done';
    case 'rejected':
    case 'expired':
    case 'cancelled':
      return told.state === state ? 'done' : 'tell';
  }
}

function onceApproved(executor: Approval['executor']): MachineStep {
  switch (executor) {
    case 'stored':
      return 'execute';
    case 'caller':
      return 'wait';
    case 'nobody':
      return 'done';
  }
}

function whilePending(approval: Approval, now: string): MachineStep {
  if (dueEscalations(approval, now).length > 0) return 'escalate';
  if (unaskedSteps(approval, now).length > 0) return 'notify';
  const due = reminderAt(approval);
  return due !== undefined && due <= now ? 'remind' : 'wait';
}

function reminderAt({ told: { askedAt, remindedAt, reminders }, ...approval }: Approval): string | undefined {
  const since = remindedAt ?? askedAt;
  if (since === undefined || (reminders >= mostReminders && !isOwed(approval))) return undefined;
  return later(since, Math.min(remindAfterMinutes * 2 ** reminders, longestReminderMinutes));
}

function nextDue(approval: Approval, now: string): string {
  const escalations = progressOf(approval, now).flatMap(({ state, escalatesAt }) =>
    state === 'open' ? (escalatesAt ?? []) : [],
  );
  const moments = [deadlineOf(approval), ...(approval.state === 'pending' ? [reminderAt(approval), ...escalations] : [])];
  const ahead = moments.filter((moment) => moment !== undefined && moment > now) as readonly string[];
  return [...ahead].sort()[0] ?? now;
}

function secondsUntil(moment: string, now: string): number {
  return Math.max(1, Math.ceil((epochMilliseconds(moment) - epochMilliseconds(now)) / 1000));
}
