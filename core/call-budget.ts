/** How many calls a principal may make, and how many resources be looked at for it (threats 23): a token bucket each, spent after authentication and before what it pays for. */

import { GatewayError } from './errors.ts';
import { createTokenBuckets } from './token-buckets.ts';

export type CallLimits = {
  /** How fast a used-up budget fills again. */
  readonly callsPerSecond: number;
  /** How many calls may come at once. */
  readonly callBurst: number;
  /** How fast a used-up budget of resources whose tags are read fills again. */
  readonly factReadsPerSecond: number;
  readonly factReadBurst: number;
};

/** What reading tags costs. */
export type FactBudget = {
  /** Takes the resources of one call off the principal's budget. Errors: `rate-limited`, with the time to come back. */
  readonly spendFactReads: (principalId: string, resources: number, now: string) => void;
};

export type CallBudget = FactBudget & {
  /** Takes one call off the principal's budget. Errors: `rate-limited`, with the time to come back. */
  readonly spend: (principalId: string, now: string) => void;
};

const defaults: CallLimits = { callsPerSecond: 100, callBurst: 1000, factReadsPerSecond: 200, factReadBurst: 2000 };

/** A budget of this process: each instance of a Lambda has its own. */
export function createCallBudget(limits: Partial<CallLimits> = {}, mostPrincipals = 10_000): CallBudget {
  const { callsPerSecond, callBurst, factReadsPerSecond, factReadBurst } = { ...defaults, ...limits };
  const calls = createTokenBuckets({ perSecond: callsPerSecond, burst: callBurst, mostIds: mostPrincipals });
  const reads = createTokenBuckets({ perSecond: factReadsPerSecond, burst: factReadBurst, mostIds: mostPrincipals });
  return {
    spend: (principalId, now) => {
      const resetAt = calls.spend(principalId, 1, now);
      if (resetAt !== undefined) {
        throw usedUp(`You made more than ${callBurst} calls at once, or more than ${callsPerSecond} a second.`, resetAt);
      }
    },
    spendFactReads: (principalId, resources, now) => {
      const resetAt = reads.spend(principalId, resources, now);
      if (resetAt !== undefined) {
        throw usedUp(
          `The policies look at tags, and your calls touched more than ${factReadBurst} resources at once, or more than ${factReadsPerSecond} a second.`,
          resetAt,
        );
      }
    },
  };
}

function usedUp(what: string, resetAt: string): GatewayError {
  return new GatewayError('rate-limited', `${what} Nothing was done. Come back at ${resetAt}.`);
}
