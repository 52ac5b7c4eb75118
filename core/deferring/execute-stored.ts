/** Runs the stored call of an approved approval, through the story of every other call, and keeps its masked answer for whoever asked. */

import type { Approval } from '../approval/approval.ts';
import { cancelApproval } from '../approval/end-approval.ts';
import { approvalEvent } from '../approving/approval-event.ts';
import { changeApproval, type HoldingPorts, requireApproval } from '../approving/approval-ports.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { type ErrorCode, type GatewayError, toGatewayError } from '../errors.ts';
import { passCall } from '../gateway.ts';
import type { GatewayPorts } from '../gateway-ports.ts';
import { maskText } from '../masking/mask-text.ts';
import type { Connection } from '../model.ts';
import type { StoredCalls } from '../ports.ts';
import { openDeferred } from './deferred-call.ts';
import { keepEnd, storedKey } from './stored-end.ts';
import { createStoredFront } from './stored-front.ts';

export type ExecutingPorts = GatewayPorts & {
  readonly catalog: Catalog;
  readonly connections: readonly Connection[];
  readonly approving: HoldingPorts & { readonly storedCalls: StoredCalls };
};

/** Nothing was done, and it may go another time while the approval stands. */
const passing: readonly ErrorCode[] = ['recorder-unavailable', 'policy-unavailable', 'rate-limited'];

/**
 * Runs it once, whoever else tries: the approval is taken by one conditional write before anything is sent. Errors:
 * `recorder-unavailable`, `policy-unavailable`, `rate-limited` while the approval still stands; the machine comes again.
 */
export async function executeStored(approval: Approval, ports: ExecutingPorts): Promise<void> {
  const { storedCalls, now, keyring, revocations } = ports.approving;
  const { id: approvalId, callId: id } = approval;
  const stored = await storedCalls.find(id, now());
  const call = stored?.sealed === undefined ? undefined : openDeferred(id, stored.sealed, keyring);
  if (call === undefined) return takeBack(approval, 'the stored call is not kept any more', ports);
  const front = createStoredFront({ ...ports, channel: call.channel, revocations });
  const outcome = await passCall(front, { id, approval: approvalId, call }, ports);
  const stands = (await requireApproval(approvalId, ports.approving)).state === 'approved';
  if (outcome.kind === 'error' && stands && passing.includes(outcome.error.code)) throw outcome.error;
  await keepEnd({ id, approval: approvalId }, outcome, ports.approving);
  if (outcome.kind === 'error' && stands) await takeBack(approval, refusedBecause(outcome.error), ports);
  ports.doorbell.ring(storedKey(id));
}

function refusedBecause({ code }: GatewayError): string {
  return code === 'denied' ? 'the policies of now refuse the call' : `the call was refused when it was to be executed (${code})`;
}

/** What cannot be run any more is not left approved. */
async function takeBack({ id }: Approval, why: string, { approving }: ExecutingPorts): Promise<void> {
  const note = maskText(why);
  const cancelled = (current: Approval) => cancelApproval(current, note, approving.now());
  const record = (next: Approval) => approving.record(approvalEvent(next, 'cancelled', { note }));
  await changeApproval(id, cancelled, approving, record).catch((thrown: unknown) => {
    if (toGatewayError(thrown).code !== 'conflict') throw thrown;
  });
}
