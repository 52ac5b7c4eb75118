/** The clock and the ids of a process: time as ISO 8601 UTC, and ULIDs that only ever rise. */

import { randomFillSync } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import type { NewId, Now } from '#core/ports.ts';

export const systemNow: Now = () => new Date().toISOString();

/** One source a process: within it every id is greater than the one before, even when the clock steps back. */
export function createIdSource(): NewId {
  const next = monotonicFactory(pooledRandom());
  return () => next();
}

/** The library draws a byte at a time, which costs a system call each; this draws them by the pool. */
function pooledRandom(poolBytes = 4096): () => number {
  const pool = new Uint8Array(poolBytes);
  let used = poolBytes;
  return () => {
    if (used === poolBytes) {
      randomFillSync(pool);
      used = 0;
    }
    const byte = pool[used] ?? 0;
    used += 1;
    return byte / 256;
  };
}
