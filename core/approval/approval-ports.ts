/** The ports of approvals: what core asks of the world about them, in core's words. */

import type { Approval, ApprovalState } from './approval.ts';
import type { Notice } from './notice.ts';

/** Conditions are combined with AND. Newest first. */
export type ApprovalQuery = {
  readonly states: readonly ApprovalState[];
  /** Principal id of the asker, or of the person that an agent asked for. */
  readonly requester?: string;
  /** At least one of these is asked at some step: `group:<name>`, `person:<e-mail>`. */
  readonly entries?: readonly string[];
  readonly chain?: string;
  readonly session?: string;
};

/**
 * Approvals, each one item that is replaced by one conditional write. Errors: `recorder-unavailable`.
 */
export type ApprovalStore = {
  /**
   * Durable when it returns. `false`, and nothing is stored, when the id exists or another approval than `after` is the newest of
   * the digest: at most one is ever live for a digest.
   */
  readonly create: (approval: Approval, after: string | undefined) => Promise<boolean>;
  /** Read consistently. */
  readonly find: (id: string) => Promise<Approval | undefined>;
  /** The newest of a digest, whatever its state; read consistently. */
  readonly newestOf: (digest: string) => Promise<Approval | undefined>;
  /** Durable when it returns. `false`, and nothing is stored, unless the stored version is the one before `approval.version`. */
  readonly replace: (approval: Approval) => Promise<boolean>;
  readonly list: (query: ApprovalQuery, limit: number) => Promise<readonly Approval[]>;
};

/** The machine that waits with an approval: reminds, escalates, expires, tells. It decides nothing: `core/approval` and the store do. */
export type ApprovalMachine = {
  /** Starts waiting; a second start of the same approval does nothing. */
  readonly start: (approval: Approval) => Promise<void>;
  /** Has the machine look at the approval now. One that waits no more is no error. */
  readonly wake: (approvalId: string) => Promise<void>;
};

export type Notifier = {
  /** Tells it on every channel. A channel that fails is tried again and never stops another one; never throws. */
  readonly tell: (notice: Notice) => Promise<void>;
};
