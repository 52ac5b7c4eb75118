/** Wakes the held legs of this process when their approval changed. Those of other processes see it at their next look at the store. */

import type { Sleep } from '../ports.ts';

export type Doorbell = {
  readonly ring: (approvalId: string) => void;
  /** Resolves at the next ring for the approval, or after so long. */
  readonly wait: (approvalId: string, milliseconds: number) => Promise<void>;
};

export function createDoorbell(sleep: Sleep): Doorbell {
  const waiting = new Map<string, Set<() => void>>();
  return {
    ring: (id) => {
      for (const wake of waiting.get(id) ?? []) wake();
    },
    wait: async (id, milliseconds) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const others = waiting.get(id) ?? new Set();
      waiting.set(id, others.add(resolve));
      await sleep(milliseconds, promise).finally(() => {
        others.delete(resolve);
        if (others.size === 0) waiting.delete(id);
      });
    },
  };
}
