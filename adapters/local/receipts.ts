/** Receipts on one machine: the event's checkpoint by its place in the store, and the proof from the segment's file. */

import { type Checkpoint, readCheckpoint, type SignedCheckpoint } from '#core/recording/checkpoint.ts';
import { composeReceipt, type Receipt } from '#core/recording/receipt.ts';
import type { Receipts } from '#core/recording/sealing-ports.ts';
import { unpackSegment } from '#core/recording/segment.ts';
import type { RecordFiles } from './record-files.ts';
import { type Store, storing } from './sqlite.ts';

export function createReceipts({ read }: Store, files: RecordFiles): Receipts {
  const numberOf = read.prepare('SELECT number FROM event WHERE id = ?');
  const sealedBy = read.prepare('SELECT content FROM checkpoint WHERE last_number >= ? ORDER BY last_number, seq LIMIT 1');

  function checkpointAt(number: unknown): SignedCheckpoint | undefined {
    return readCheckpoint(String(sealedBy.get(Number(number))?.content ?? ''));
  }

  function find(id: string): Receipt | 'not-sealed' | undefined {
    const number = numberOf.get(id)?.number;
    if (number === undefined) return undefined;
    const signed = checkpointAt(number);
    if (signed === undefined) return 'not-sealed';
    const bytes = files.get(signed.checkpoint.segment?.key ?? '');
    return composeReceipt(id, (bytes && unpackSegment(bytes)) ?? [], signed);
  }

  function checkpointOf(id: string): Checkpoint | undefined {
    const number = numberOf.get(id)?.number;
    return number === undefined ? undefined : checkpointAt(number)?.checkpoint;
  }

  return {
    find: async (id) => storing(() => find(id)),
    checkpointOf: async ({ id }) => storing(() => checkpointOf(id)),
  };
}
