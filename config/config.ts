/** The operator's file as the product knows it, after its schema has been held against it. */

import type { ApprovalLimits } from '#core/approval/limits.ts';
import type { CallLimits } from '#core/call-budget.ts';
import type { Addressee, Chain, Connection, Issuer, NotifyChannel } from '#core/model.ts';

export type Config = {
  /** `dev` destroys cleanly. */
  readonly stage: 'prod' | 'dev';
  /** IANA name: the zone of business hours in policies. */
  readonly timeZone: string;
  readonly publicUrl: string;
  readonly identity: {
    /** The claim that makes two accounts one human. */
    readonly personKey: string;
    readonly issuers: readonly Issuer[];
  };
  readonly connections: readonly Connection[];
  /** Directory of the Cedar policies, relative to the file. */
  readonly policies: string;
  readonly chains: readonly Chain[];
  readonly managerClaim: string;
  /** What may be asked of approvers. */
  readonly approvalLimits: Pick<ApprovalLimits, 'openPerRequester' | 'openPerChain' | 'restMinutes'>;
  /** Whom to address; nobody may approve by being listed. */
  readonly people: readonly Addressee[];
  readonly notify: readonly NotifyChannel[];
  readonly recording: {
    readonly hotDays: number;
    readonly retentionDays: number;
    readonly objectLock: 'governance' | 'compliance';
  };
  /** What one principal may ask of one instance of the gateway. */
  readonly limits: CallLimits;
  readonly wire: { readonly host: 'function-url'; readonly holdSeconds: number };
};
