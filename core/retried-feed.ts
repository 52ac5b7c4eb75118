/** A feed that is told again what it did not take: a receiver that starts anew a moment later has missed nothing. */

import type { Sleep } from './ports.ts';
import type { StateFeed } from './state-change.ts';

export type Retrying = { readonly sleep: Sleep; readonly pausesSeconds: readonly number[] };

/** The same changes under the same ids, after each pause. Errors: what the last time threw. */
export function retriedFeed({ name, tell }: StateFeed, { sleep, pausesSeconds }: Retrying): StateFeed {
  return {
    name,
    tell: async (changes) => {
      for (const pause of pausesSeconds) {
        try {
          return await tell(changes);
        } catch {
          await sleep(pause * 1000);
        }
      }
      return tell(changes);
    },
  };
}
