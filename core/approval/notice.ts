/** What is told about an approval, and to whom. A notice holds nothing that is not masked, and no token. */

import type { Approval } from './approval.ts';

/**
 * `asked`, `reminded` and `escalated` go to approvers; every end goes to the requester and to all who were asked. `executed` and
 * `outcome-unknown` tell of a stored call, once it ran.
 */
export type NoticeKind =
  | 'asked'
  | 'reminded'
  | 'escalated'
  | 'approved'
  | 'rejected'
  | 'expired'
  | 'cancelled'
  | 'executed'
  | 'outcome-unknown';

export type Notice = {
  readonly kind: NoticeKind;
  readonly approval: Approval;
  /** Whom to address: `group:<name>` or `person:<e-mail>`. Empty for what only the requester is told. */
  readonly approvers: readonly string[];
  /** ISO 8601 UTC. */
  readonly at: string;
};
