/** How a stored call ends: its masked answer is sealed and kept for whoever asked; the call itself is gone then. */

import type { Approval } from '../approval/approval.ts';
import { later } from '../approval/progress.ts';
import type { HoldingPorts } from '../approving/approval-ports.ts';
import { keptOutcome } from '../execute-once.ts';
import type { CallState } from '../model.ts';
import type { StoredCall, StoredCalls } from '../ports.ts';
import { type Outcome, openOutcome, sealOutcome } from '../sealed-outcome.ts';

type Ports = Pick<HoldingPorts, 'now' | 'keyring' | 'executions'> & { readonly storedCalls: StoredCalls };

/** How long an answer waits for whoever asked; and how long after it was fetched, for an answer that was lost on its way. */
const keptMinutes = 24 * 60;
const fetchedMinutes = 10;

/** What wakes those who wait for the end of a stored call, and what its outcome is sealed under. */
export function storedKey(id: string): string {
  return `stored-call ${id}`;
}

export async function keepEnd(call: Pick<StoredCall, 'id' | 'approval'>, outcome: Outcome, ports: Ports): Promise<void> {
  const { storedCalls, keyring, now } = ports;
  const sealed = sealOutcome(storedKey(call.id), outcome, { keyring, mostBytes: storedCalls.mostBytes });
  const { id, approval } = call;
  const until = later(now(), keptMinutes);
  await storedCalls.keep({ id, approval, state: endOf(outcome), until, ...(sealed === undefined ? {} : { sealed }) });
}

/** The answer as it was kept; `undefined` where it was too large, or there is none. */
export function keptEnd({ id, sealed }: StoredCall, { keyring }: Pick<Ports, 'keyring'>): Outcome | undefined {
  return sealed === undefined ? undefined : openOutcome(storedKey(id), sealed, keyring);
}

/** Deleted after delivery: some minutes later, should the answer have been lost on its way. */
export async function keepFetched(call: StoredCall, { storedCalls, now }: Pick<Ports, 'storedCalls' | 'now'>): Promise<void> {
  const until = later(now(), fetchedMinutes);
  if (until < call.until) await storedCalls.keep({ ...call, until });
}

/**
 * Has a stored call end with its approval, whatever stopped its run: what was approved and not seen to end is unknown, and is
 * never run again.
 */
export async function closeStored(approval: Approval, ports: Ports): Promise<CallState | undefined> {
  const { storedCalls, now } = ports;
  const { id, callId, state } = approval;
  const stored = await storedCalls.find(callId, now());
  if (stored === undefined || stored.state !== 'awaiting-approval') return stored?.state;
  if (state === 'used') return closeUsed(approval, ports);
  const ended = state === 'cancelled' ? 'cancelled' : 'refused';
  await storedCalls.keep({ id: callId, approval: id, state: ended, until: later(now(), keptMinutes) });
  return ended;
}

async function closeUsed({ id, callId, use }: Approval, ports: Ports): Promise<CallState> {
  const execution = await ports.executions.find(use?.leg ?? '', ports.now());
  const outcome = execution === undefined ? undefined : keptOutcome(execution, ports);
  if (outcome === undefined) {
    await ports.storedCalls.keep({ id: callId, approval: id, state: 'unknown', until: later(ports.now(), keptMinutes) });
    return 'unknown';
  }
  await keepEnd({ id: callId, approval: id }, outcome, ports);
  return endOf(outcome);
}

/** What an error after the approval was used says of the call itself. */
function endOf(outcome: Outcome): CallState {
  if (outcome.kind === 'reply') return 'completed';
  switch (outcome.error.code) {
    case 'outcome-unknown':
    case 'conflict':
      return 'unknown';
    case 'masking-failed':
    case 'payload-too-large':
      // It ran; what it answered is withheld.
      return 'completed';
    case 'approval-cancelled':
      return 'cancelled';
    default:
      return 'refused';
  }
}
