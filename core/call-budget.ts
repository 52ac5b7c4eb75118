/** How many calls a principal may make, and how many resources be looked at for it (threats 23): a token bucket each, spent after authentication and before what it pays for. */

import { GatewayError } from './errors.ts';
import { epochMilliseconds, isoTime } from './instant.ts';

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

type Bucket = { readonly left: number; readonly at: number };
type Filling = { readonly perSecond: number; readonly burst: number; readonly mostPrincipals: number };

const defaults: CallLimits = { callsPerSecond: 100, callBurst: 1000, factReadsPerSecond: 200, factReadBurst: 2000 };

/** Everyone for whom there is no more room shares one budget. */
const elsewhere = 'other';

/** A budget of this process: each instance of a Lambda has its own. */
export function createCallBudget(limits: Partial<CallLimits> = {}, mostPrincipals = 10_000): CallBudget {
  const { callsPerSecond, callBurst, factReadsPerSecond, factReadBurst } = { ...defaults, ...limits };
  const spendCalls = createBuckets({ perSecond: callsPerSecond, burst: callBurst, mostPrincipals });
  const spendReads = createBuckets({ perSecond: factReadsPerSecond, burst: factReadBurst, mostPrincipals });
  return {
    spend: (principalId, now) => {
      const resetAt = spendCalls(principalId, 1, now);
      if (resetAt !== undefined) {
        throw usedUp(`You made more than ${callBurst} calls at once, or more than ${callsPerSecond} a second.`, resetAt);
      }
    },
    spendFactReads: (principalId, resources, now) => {
      const resetAt = spendReads(principalId, resources, now);
      if (resetAt !== undefined) {
        throw usedUp(
          `The policies look at tags, and your calls touched more than ${factReadBurst} resources at once, or more than ${factReadsPerSecond} a second.`,
          resetAt,
        );
      }
    },
  };
}

/** Spends, or gives the time at which it can be spent. What costs more than a whole budget takes a whole one. */
function createBuckets(filling: Filling): (id: string, cost: number, now: string) => string | undefined {
  const buckets = new Map<string, Bucket>();
  return (id, asked, now) => {
    const at = epochMilliseconds(now);
    const cost = Math.min(asked, filling.burst);
    if (!buckets.has(id) && buckets.size >= filling.mostPrincipals) forgetFull(buckets, filling, at);
    const key = buckets.has(id) || buckets.size < filling.mostPrincipals ? id : elsewhere;
    const left = filled(buckets.get(key), filling, at);
    if (left < cost) return isoTime(Math.ceil(at + (1000 * (cost - left)) / filling.perSecond));
    buckets.set(key, { left: left - cost, at });
    return undefined;
  };
}

/** A clock that stepped back fills nothing. */
function filled(bucket: Bucket | undefined, { perSecond, burst }: Filling, at: number): number {
  if (bucket === undefined) return burst;
  const seconds = Math.max(at - bucket.at, 0) / 1000;
  return Math.min(bucket.left + seconds * perSecond, burst);
}

function forgetFull(buckets: Map<string, Bucket>, filling: Filling, at: number): void {
  for (const [id, bucket] of buckets) {
    if (filled(bucket, filling, at) >= filling.burst) buckets.delete(id);
  }
}

function usedUp(what: string, resetAt: string): GatewayError {
  return new GatewayError('rate-limited', `${what} Nothing was done. Come back at ${resetAt}.`);
}
