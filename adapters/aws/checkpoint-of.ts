/** Finds the checkpoint that seals an event: one of those signed soon after the time in its id, by the runs of writers that it names. */

import { type Checkpoint, isSealedBy } from '#core/recording/checkpoint.ts';
import type { SealedEvent } from '#core/recording/sealing-ports.ts';
import type { Table } from './dynamodb.ts';
import { checkpointAt, firstAfter, newestCheckpoint, sealedWithin } from './read-checkpoints.ts';

export async function checkpointOf(table: Table, event: SealedEvent, recordedAt: string): Promise<Checkpoint | undefined> {
  const newest = (await newestCheckpoint(table))?.checkpoint.seq ?? 0;
  const first = await firstAfter(table, recordedAt, newest);
  for (let seq = first; seq <= Math.min(newest, first + sealedWithin - 1); seq += 1) {
    const checkpoint = (await checkpointAt(table, seq))?.checkpoint;
    if (checkpoint !== undefined && isSealedBy(checkpoint, event)) return checkpoint;
  }
  return undefined;
}
