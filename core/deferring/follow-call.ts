/** What became of a stored call, for whoever asked for it: its state, waited for, and once its masked answer. */

import { type Approval, isLive } from '../approval/approval.ts';
import { isRequester } from '../approval/give-verdict.ts';
import { openEntries } from '../approval/plan.ts';
import { endedWithout } from '../approving/approval-message.ts';
import { type HoldingPorts, requireApproval } from '../approving/approval-ports.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { ErrorCode } from '../errors.ts';
import { GatewayError } from '../errors.ts';
import { epochMilliseconds } from '../instant.ts';
import { type CompletedCall, completedCall } from '../json-front.ts';
import type { Principal } from '../model.ts';
import type { StoredCall, StoredCalls } from '../ports.ts';
import { closeStored, keepFetched, keptEnd, storedKey } from './stored-end.ts';

export type FollowingPorts = HoldingPorts & { readonly storedCalls: StoredCalls; readonly catalog: Catalog };

export type FollowedCall =
  | CompletedCall
  | {
      readonly id: string;
      readonly status: 'awaiting-approval' | 'executing';
      readonly approval: string;
      /** Whose verdict is missing. */
      readonly asked?: readonly string[];
      readonly expiresAt?: string;
    }
  | {
      readonly id: string;
      readonly status: 'completed' | 'refused' | 'cancelled' | 'unknown';
      readonly approval: string;
      readonly error: { readonly code: ErrorCode; readonly message: string };
    };

type Asked = { readonly id: string; readonly waitSeconds: number };
type Asker = { readonly principal: Principal };

/** How often the store is looked at, for what another process did. */
const lookMilliseconds = 1000;
/** A run that was begun has ended by then, one way or the other. */
const longestRunMilliseconds = 120_000;

/** Waits while it waits. Errors: `not-found`, also for a call that is not the caller's; `recorder-unavailable`. */
export async function followCall(asker: Asker, { id, waitSeconds }: Asked, ports: FollowingPorts): Promise<FollowedCall> {
  const until = epochMilliseconds(ports.now()) + waitSeconds * 1000;
  for (;;) {
    const found = await lookAtCall(asker, id, ports);
    const left = until - epochMilliseconds(ports.now());
    if ((found.status !== 'awaiting-approval' && found.status !== 'executing') || left <= 0) return found;
    const pause = Math.min(left, lookMilliseconds);
    await Promise.race([ports.doorbell.wait(found.approval, pause), ports.doorbell.wait(storedKey(id), pause)]);
  }
}

/** The approval of a stored call of the caller's own. Errors: `not-found`. */
export async function requireStored(
  { principal }: Asker,
  id: string,
  ports: FollowingPorts,
): Promise<{ readonly stored: StoredCall; readonly approval: Approval }> {
  const stored = await ports.storedCalls.find(id, ports.now());
  const approval = stored === undefined ? undefined : await ports.approvals.find(stored.approval);
  if (stored === undefined || approval === undefined || !isRequester(approval.requester, principal)) {
    throw new GatewayError(
      'not-found',
      'There is no such call that waits or has an answer to fetch, or it is not yours. An answer is kept for a day, and for minutes once it was fetched; the record holds the call.',
    );
  }
  return { stored, approval };
}

async function lookAtCall(asker: Asker, id: string, ports: FollowingPorts): Promise<FollowedCall> {
  const { stored, approval } = await requireStored(asker, id, ports);
  if (stored.state === 'awaiting-approval') return underWay(approval, ports);
  // An answer is masked for whom it was asked by: another account of the same person learns the state alone.
  if (approval.requester.id !== asker.principal.id) return withoutAnswer(stored, approval, ports);
  await keepFetched(stored, ports);
  return ended(stored, approval, ports);
}

async function underWay(approval: Approval, ports: FollowingPorts): Promise<FollowedCall> {
  const { callId: id, id: approvalId, state, expiresAt, use } = approval;
  const now = ports.now();
  if (state === 'pending' && isLive(approval, now)) {
    return { id, status: 'awaiting-approval', approval: approvalId, asked: openEntries(approval, now), expiresAt };
  }
  if (state === 'approved' && isLive(approval, now)) return { id, status: 'executing', approval: approvalId };
  if (state === 'used' && epochMilliseconds(now) - epochMilliseconds(use?.at ?? now) < longestRunMilliseconds) {
    return { id, status: 'executing', approval: approvalId };
  }
  // Whatever should have said so has not, and nothing will come of it any more.
  if (state === 'used') await closeStored(approval, ports);
  return endedBy(await requireApproval(approvalId, ports), ports);
}

function ended(stored: StoredCall, approval: Approval, ports: FollowingPorts): FollowedCall {
  const outcome = keptEnd(stored, ports);
  const { id } = stored;
  if (outcome?.kind === 'reply') return completedCall(outcome.reply, { id, ...named(approval) }, ports.catalog);
  if (outcome?.kind === 'error') {
    const { code, message } = outcome.error;
    return { id, status: endStatus(stored.state), approval: approval.id, error: { code, message } };
  }
  return stored.state === 'completed' ? withoutAnswer(stored, approval, ports) : endedBy(approval, ports);
}

function named({ call: { service, operation } }: Approval) {
  return { service, operation };
}

function withoutAnswer({ id, state }: StoredCall, approval: Approval, ports: FollowingPorts): FollowedCall {
  if (state !== 'completed') return endedBy(approval, ports);
  const message = 'It was executed. Its answer is not kept here: it was too large, or was asked for by another account.';
  return { id, status: 'completed', approval: approval.id, error: { code: 'not-found', message } };
}

/** Its approval ended without a yes, or nobody knows what became of the run. */
function endedBy(approval: Approval, ports: FollowingPorts): FollowedCall {
  const { callId: id, id: approvalId, state } = approval;
  if (state === 'used') {
    const message =
      'It was approved and sent once, and its outcome is not known. It was not sent again. Look at its effect before you repeat it.';
    return { id, status: 'unknown', approval: approvalId, error: { code: 'outcome-unknown', message } };
  }
  const { code, message } = endedWithout(approval, ports.limits, { now: ports.now(), link: ports.approvalLink(approval) });
  return { id, status: state === 'cancelled' ? 'cancelled' : 'refused', approval: approvalId, error: { code, message } };
}

function endStatus(state: StoredCall['state']): 'completed' | 'refused' | 'cancelled' | 'unknown' {
  return state === 'awaiting-approval' || state === 'executing' ? 'unknown' : state;
}
