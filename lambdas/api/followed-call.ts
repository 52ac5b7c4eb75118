/** The routes of one stored call: its state, waited for; taking it back; reminding its approvers. */

import type { Notifier } from '#core/approval/approval-ports.ts';
import { cancelApproval } from '#core/approving/cancel-approval.ts';
import { nudgeApprovers } from '#core/approving/nudge-approval.ts';
import { type FollowedCall, type FollowingPorts, followCall, requireStored } from '#core/deferring/follow-call.ts';
import { GatewayError } from '#core/errors.ts';
import type { ApiCaller, ProductPorts } from '#core/product-api.ts';

type CallRoutePorts = FollowingPorts & ProductPorts & { readonly notifier: Notifier };

const longestWaitSeconds = 25;

/** `?wait=25`. Errors: `malformed-request`, `not-found`. */
export function followedCall(
  caller: ApiCaller,
  { id, query }: { readonly id: string; readonly query: URLSearchParams },
  ports: FollowingPorts,
): Promise<FollowedCall> {
  return followCall(caller, { id, waitSeconds: waitOf(query) }, ports);
}

/** Errors: `not-found`, `denied`, `conflict` when it is over. */
export async function cancelledCall(
  caller: ApiCaller,
  { id, reason }: { readonly id: string; readonly reason?: string },
  ports: CallRoutePorts,
): Promise<FollowedCall> {
  const { approval } = await requireStored(caller, id, ports);
  const asked = { approvalId: approval.id, ...(reason === undefined ? {} : { reason }) };
  await cancelApproval(caller, asked, ports);
  return followCall(caller, { id, waitSeconds: 0 }, ports);
}

/** Errors: `not-found`, `denied`, `conflict` when it is over, `rate-limited`. */
export async function nudgedCall(caller: ApiCaller, id: string, ports: CallRoutePorts): Promise<FollowedCall> {
  const { approval } = await requireStored(caller, id, ports);
  await nudgeApprovers(caller, approval.id, ports);
  return followCall(caller, { id, waitSeconds: 0 }, ports);
}

function waitOf(query: URLSearchParams): number {
  const unknown = [...query.keys()].some((name) => name !== 'wait');
  const given = query.get('wait') ?? '0';
  const seconds = Number(given);
  if (!unknown && /^\d{1,2}$/.test(given) && seconds <= longestWaitSeconds) return seconds;
  throw new GatewayError('malformed-request', `The query takes "wait" alone: whole seconds, ${longestWaitSeconds} at most.`);
}
