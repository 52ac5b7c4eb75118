/** How many calls a principal may make (threats 23): a token bucket each, spent after authentication and before anything is read for the call. */

import { GatewayError } from './errors.ts';
import { epochMilliseconds, isoTime } from './instant.ts';

export type CallLimits = {
  /** How fast a used-up budget fills again. */
  readonly callsPerSecond: number;
  /** How many calls may come at once. */
  readonly callBurst: number;
};

export type CallBudget = {
  /** Takes one call off the principal's budget. Errors: `rate-limited`, with the time to come back. */
  readonly spend: (principalId: string, now: string) => void;
};

type Bucket = { readonly calls: number; readonly at: number };

export const defaultCallLimits: CallLimits = { callsPerSecond: 100, callBurst: 1000 };

/** Everyone for whom there is no more room shares one budget. */
const elsewhere = 'other';

/** A budget of this process: each instance of a Lambda has its own. */
export function createCallBudget(limits: CallLimits = defaultCallLimits, mostPrincipals = 10_000): CallBudget {
  const buckets = new Map<string, Bucket>();
  return {
    spend(principalId, now) {
      const at = epochMilliseconds(now);
      if (!buckets.has(principalId) && buckets.size >= mostPrincipals) forgetFull(buckets, limits, at);
      const key = buckets.has(principalId) || buckets.size < mostPrincipals ? principalId : elsewhere;
      const calls = filled(buckets.get(key), limits, at);
      if (calls < 1) throw usedUp(limits, at + (1000 * (1 - calls)) / limits.callsPerSecond);
      buckets.set(key, { calls: calls - 1, at });
    },
  };
}

/** A clock that stepped back fills nothing. */
function filled(bucket: Bucket | undefined, { callsPerSecond, callBurst }: CallLimits, at: number): number {
  if (bucket === undefined) return callBurst;
  const seconds = Math.max(at - bucket.at, 0) / 1000;
  return Math.min(bucket.calls + seconds * callsPerSecond, callBurst);
}

function forgetFull(buckets: Map<string, Bucket>, limits: CallLimits, at: number): void {
  for (const [id, bucket] of buckets) {
    if (filled(bucket, limits, at) >= limits.callBurst) buckets.delete(id);
  }
}

function usedUp({ callsPerSecond, callBurst }: CallLimits, resetAt: number): GatewayError {
  return new GatewayError(
    'rate-limited',
    `You made more than ${callBurst} calls at once, or more than ${callsPerSecond} a second. Nothing was done. Come back at ${isoTime(Math.ceil(resetAt))}.`,
  );
}
