/** Which checkpoints seal a run of events: each is asked for once, since one seals many. */

import { type Checkpoint, isSealedBy } from './checkpoint.ts';
import type { SealedRange } from './export-forms.ts';
import type { Receipts, SealedEvent } from './sealing-ports.ts';

/** The number of the checkpoint that seals an event; `undefined` until one does. */
export type CheckpointNumber = (event: SealedEvent) => Promise<number | undefined>;

export function createCheckpointNumber(receipts: Receipts | undefined): CheckpointNumber {
  let known: Checkpoint | undefined;
  // A writer's events are sealed in their order, so what follows one that is not sealed is not sealed either.
  const open = new Set<string>();
  return async (event) => {
    if (receipts === undefined || open.has(event.writer)) return undefined;
    if (known === undefined || !isSealedBy(known, event)) {
      const found = await receipts.checkpointOf(event);
      if (found === undefined) open.add(event.writer);
      known = found ?? known;
      return found?.seq;
    }
    return known.seq;
  };
}

export function widened({ checkpoints, unsealed }: SealedRange, number: number | undefined): SealedRange {
  if (number === undefined) return { ...(checkpoints === undefined ? {} : { checkpoints }), unsealed: unsealed + 1 };
  const { first, last } = checkpoints ?? { first: number, last: number };
  return { checkpoints: { first: Math.min(first, number), last: Math.max(last, number) }, unsealed };
}
