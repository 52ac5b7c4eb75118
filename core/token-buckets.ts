/** Token buckets by id: each fills at a steady rate up to its burst, and what costs more than is in it is told when to come back. */

import { epochMilliseconds, isoTime } from './instant.ts';

export type Filling = { readonly perSecond: number; readonly burst: number; readonly mostIds: number };

export type TokenBuckets = {
  /** Spends, or gives the time at which it can be spent. What costs more than a whole bucket takes a whole one. */
  readonly spend: (id: string, cost: number, now: string) => string | undefined;
  /** Takes what is known only afterwards, down to an empty bucket. */
  readonly drain: (id: string, cost: number, now: string) => void;
};

type Bucket = { readonly left: number; readonly at: number };

/** Every id for which there is no more room shares one bucket. */
const elsewhere = 'other';

export function createTokenBuckets(filling: Filling): TokenBuckets {
  const buckets = new Map<string, Bucket>();
  const open = (id: string, at: number) => {
    if (!buckets.has(id) && buckets.size >= filling.mostIds) forgetFull(buckets, filling, at);
    const key = buckets.has(id) || buckets.size < filling.mostIds ? id : elsewhere;
    return { key, left: filled(buckets.get(key), filling, at) };
  };
  return {
    spend: (id, asked, now) => {
      const at = epochMilliseconds(now);
      const cost = Math.min(asked, filling.burst);
      const { key, left } = open(id, at);
      if (left < cost) return isoTime(Math.ceil(at + (1000 * (cost - left)) / filling.perSecond));
      buckets.set(key, { left: left - cost, at });
      return undefined;
    },
    drain: (id, cost, now) => {
      const at = epochMilliseconds(now);
      const { key, left } = open(id, at);
      buckets.set(key, { left: Math.max(left - cost, 0), at });
    },
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
