/** The operator's file as the product knows it, after its schema has been held against it. */

import type { Connection, Issuer } from '#core/model.ts';

/** One step of a chain: so many distinct approvers out of these groups or people. */
export type ChainStep = {
  readonly need: number;
  /** `group:<name>` or `person:<e-mail>`. */
  readonly from: readonly string[];
  readonly escalateAfterMinutes?: number;
  readonly escalateTo: readonly string[];
};

export type Chain = {
  readonly name: string;
  readonly expiresMinutes: number;
  readonly useWithinMinutes: number;
  readonly distinct: boolean;
  readonly steps: readonly ChainStep[];
};

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
  readonly recording: {
    readonly hotDays: number;
    readonly retentionDays: number;
    readonly objectLock: 'governance' | 'compliance';
  };
  readonly wire: { readonly host: 'function-url' };
};
