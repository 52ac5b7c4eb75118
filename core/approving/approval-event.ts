/** The events of an approval in its session's recording: who did what to it, and what became of it. */

import type { Approval } from '../approval/approval.ts';
import { maskJson, maskText } from '../masking/mask-text.ts';
import type { Json, Principal } from '../model.ts';
import type { EventDraft } from '../recording/draft.ts';

/** What is told of it: `asked`, `notified`, `verdict`, `used`, … */
export type ApprovalStep =
  | 'asked'
  | 'notified'
  | 'delivered'
  | 'reminded'
  | 'escalated'
  | 'seen'
  | 'verdict-offered'
  | 'verdict'
  | 'verdict-refused'
  | 'used'
  | 'answered-again'
  | 'told'
  | 'expired'
  | 'cancelled';

/** Who did it: somebody through a front, or nobody but time. */
export type ApprovalActor = Pick<EventDraft, 'channel' | 'sourceIp' | 'client'> & { readonly principal: Principal };

export function approvalEvent(
  approval: Approval,
  step: ApprovalStep,
  detail: { readonly [name: string]: Json } = {},
  actor?: ApprovalActor,
): EventDraft {
  const { call, callId, session, connection, digest, channel, sourceIp } = approval;
  const { parameters: _parameters, ...shown } = call;
  return {
    kind: 'approval',
    callId,
    session,
    connection,
    digest,
    channel,
    sourceIp,
    call: shown,
    ...(actor ?? { client: maskText('countersign') }),
    detail: maskJson({ step, approval: approval.id, ...detail }),
  };
}
