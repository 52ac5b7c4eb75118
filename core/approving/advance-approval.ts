/** The steps of an approval's machine: each tells or ends something, by conditional writes, and says what is next. Any of them may run twice. */

import { type Approval, deadlineOf, isOwed } from '../approval/approval.ts';
import type { Notifier } from '../approval/approval-ports.ts';
import { expireApproval } from '../approval/end-approval.ts';
import { everybody } from '../approval/message.ts';
import type { NoticeKind } from '../approval/notice.ts';
import {
  dueEscalations,
  escalated,
  type MachineStep,
  markTold,
  openEntries,
  type Plan,
  planOf,
  unaskedSteps,
} from '../approval/plan.ts';
import { progressOf } from '../approval/progress.ts';
import { closeStored } from '../deferring/stored-end.ts';
import { GatewayError } from '../errors.ts';
import type { CallState } from '../model.ts';
import { type ApprovalStep, approvalEvent } from './approval-event.ts';
import { type ApprovingPorts, changeApproval, type HoldingPorts, requireApproval } from './approval-ports.ts';

export type AdvancingPorts = Pick<HoldingPorts, keyof ApprovingPorts | 'keyring' | 'executions' | 'storedCalls'> & {
  readonly notifier: Notifier;
  /** Runs the stored call of an approved approval, once, whoever else tries. */
  readonly execute?: (approval: Approval) => Promise<void>;
};

/** `look` only says what is next. */
export type AdvanceStep = Exclude<MachineStep, 'wait' | 'done'> | 'look';

/** Errors: `not-found`, `recorder-unavailable`; the machine tries again. */
export async function advanceApproval(step: AdvanceStep, id: string, ports: AdvancingPorts): Promise<Plan> {
  const approval = await requireApproval(id, ports);
  // The machine may be behind: what is not due is not done.
  if (step !== 'look' && planOf(approval, ports.now()).next === step) await run(step, approval, ports);
  return planOf(await requireApproval(id, ports), ports.now());
}

async function run(step: Exclude<AdvanceStep, 'look'>, approval: Approval, ports: AdvancingPorts): Promise<void> {
  switch (step) {
    case 'notify':
      return notify(approval, ports);
    case 'remind':
      return remind(approval, ports);
    case 'escalate':
      return escalate(approval, ports);
    case 'expire':
      return expire(approval, ports);
    case 'execute':
      return execute(approval, ports);
    case 'tell':
      return tellEnd(approval, ports);
  }
}

async function notify(approval: Approval, ports: AdvancingPorts): Promise<void> {
  const now = ports.now();
  const steps = unaskedSteps(approval, now);
  const asked = steps.flatMap(({ entries }) => entries);
  const isOpening = isOwed(approval) && approval.told.askedAt === undefined;
  await tell(approval, 'asked', isOpening ? [...asked, everybody] : asked, ports);
  const names = steps.map(({ name }) => name);
  await mark(approval, (current) => ({ askedAt: current.told.askedAt ?? now, steps: union(current.told.steps, names) }), ports);
}

async function remind(approval: Approval, ports: AdvancingPorts): Promise<void> {
  await tell(approval, 'reminded', openEntries(approval, ports.now()), ports);
  const { reminders } = approval.told;
  await mark(approval, () => ({ remindedAt: ports.now(), reminders: reminders + 1 }), ports);
}

async function escalate(approval: Approval, ports: AdvancingPorts): Promise<void> {
  const due = dueEscalations(approval, ports.now());
  const names = due.map(({ name }) => name);
  await tell(
    approval,
    'escalated',
    due.flatMap(({ entries }) => entries),
    ports,
  );
  await changeApproval(approval.id, (current) => escalated(current, names, ports.now()), ports).catch(passedBy);
}

async function expire(approval: Approval, ports: AdvancingPorts): Promise<void> {
  const record = () => ports.record(approvalEvent(approval, 'expired', { state: approval.state }));
  await changeApproval(approval.id, (current) => expireApproval(current, ports.now()), ports, record).catch(passedBy);
}

async function execute(approval: Approval, { execute: executeStored }: AdvancingPorts): Promise<void> {
  if (executeStored === undefined) throw new GatewayError('internal', 'This gateway keeps no stored calls to execute.');
  await executeStored(approval);
}

/** Everybody who was asked learns the end, and the requester. */
async function tellEnd(approval: Approval, ports: AdvancingPorts): Promise<void> {
  const { state } = approval;
  const ended = await closeCall(approval, ports);
  if (state === 'used') await tell(approval, ended === 'unknown' ? 'outcome-unknown' : 'executed', [], ports, 'told');
  else if (state !== 'pending') await tell(approval, state, everyoneAsked(approval, ports.now()), ports, 'told');
  await mark(approval, () => ({ state }), ports);
}

/** Nothing of a call is kept longer than it may be run. What is approved only is still to run. */
async function closeCall(approval: Approval, ports: AdvancingPorts): Promise<CallState | undefined> {
  const { storedCalls } = ports;
  if (approval.executor !== 'stored' || approval.state === 'approved' || storedCalls === undefined) return undefined;
  return closeStored(approval, { ...ports, storedCalls });
}

function everyoneAsked(approval: Approval, now: string): readonly string[] {
  const asked = progressOf(approval, now).filter(({ name }) => approval.told.steps.includes(name));
  return union(
    [],
    asked.flatMap(({ entries }) => entries),
  );
}

type Told = Extract<ApprovalStep, 'notified' | 'reminded' | 'escalated' | 'told'>;

const recordedAs = { asked: 'notified', reminded: 'reminded', escalated: 'escalated' } as const;

/** Recorded before it is told: who was asked stands in the record even when a channel fails. */
async function tell(
  approval: Approval,
  kind: NoticeKind,
  approvers: readonly string[],
  ports: AdvancingPorts,
  step: Told = recordedAs[kind as keyof typeof recordedAs],
): Promise<void> {
  const at = ports.now();
  await ports.record(approvalEvent(approval, step, { kind, approvers }));
  await ports.notifier.tell({ kind, approval, approvers, at });
}

async function mark(
  approval: Approval,
  told: (current: Approval) => Partial<Approval['told']>,
  ports: AdvancingPorts,
): Promise<void> {
  await changeApproval(approval.id, (current) => markTold(current, told(current)), ports);
}

/** Somebody decided in time. */
function passedBy(thrown: unknown): void {
  if (!(thrown instanceof GatewayError) || thrown.code !== 'conflict') throw thrown;
}

function union(some: readonly string[], others: readonly string[]): readonly string[] {
  return [...new Set([...some, ...others])];
}

/** Approvals whose machine must run after a start: those with an end ahead, and those whose end nobody was told. */
export function needsMachine(approval: Approval): boolean {
  const { state, told, executor } = approval;
  return deadlineOf(approval) !== undefined || (told.state !== state && (state !== 'used' || executor === 'stored'));
}
