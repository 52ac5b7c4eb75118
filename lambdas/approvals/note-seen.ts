/** Records that somebody who may decide has looked at an approval: once a person and process, so that reloading is no flood. */

import type { Approval } from '#core/approval/approval.ts';
import { isRequester } from '#core/approval/give-verdict.ts';
import { approvalEvent } from '#core/approving/approval-event.ts';
import { maskText } from '#core/masking/mask-text.ts';
import type { RunningPorts } from './pages-ports.ts';
import type { SignedIn } from './signed-in.ts';

const mostKept = 10_000;

/** Errors: `recorder-unavailable`; nothing is shown then. */
export async function noteSeen(approval: Approval, { caller }: SignedIn, ports: RunningPorts): Promise<void> {
  const { principal, sourceIp, client } = caller;
  const { seen } = ports;
  const key = `${approval.id} ${principal.id}`;
  if (seen.has(key) || isRequester(approval.requester, principal)) return;
  const actor = { channel: 'json', sourceIp, principal, ...(client === undefined ? {} : { client: maskText(client) }) } as const;
  await ports.record(approvalEvent(approval, 'seen', {}, actor));
  if (seen.size >= mostKept) seen.clear();
  seen.add(key);
}
