/** Receipts on AWS: the event's checkpoint by the time in its id, and the proof from the segment in S3. */

import { decodeTime } from 'ulid';
import type { Checkpoint, SignedCheckpoint } from '#core/recording/checkpoint.ts';
import { composeReceipt, type Receipt } from '#core/recording/receipt.ts';
import type { Receipts, SealedEvent } from '#core/recording/sealing-ports.ts';
import { unpackSegment } from '#core/recording/segment.ts';
import { checkpointOf } from './checkpoint-of.ts';
import { reaching, type Table } from './dynamodb.ts';
import { findEvent } from './find-event.ts';
import { checkpointAt, firstAfter, newestCheckpoint, sealedWithin } from './read-checkpoints.ts';
import type { RecordFiles } from './s3-record-files.ts';

export function createSealedReceipts(table: Table, files: RecordFiles): Receipts {
  async function find(id: string): Promise<Receipt | 'not-sealed' | undefined> {
    const recordedAt = timeOf(id);
    if (recordedAt === undefined) return undefined;
    const newest = (await newestCheckpoint(table))?.checkpoint.seq ?? 0;
    const first = await firstAfter(table, recordedAt, newest);
    for (let seq = first; seq <= Math.min(newest, first + sealedWithin - 1); seq += 1) {
      const receipt = await receiptFrom(await checkpointAt(table, seq), id, files);
      if (receipt !== undefined) return receipt;
    }
    return (await findEvent(table, id)) === undefined ? undefined : 'not-sealed';
  }

  async function sealing(event: SealedEvent): Promise<Checkpoint | undefined> {
    const recordedAt = timeOf(event.id);
    return recordedAt === undefined ? undefined : checkpointOf(table, event, recordedAt);
  }

  return {
    find: (id) => reaching('the record', () => find(id)),
    checkpointOf: (event) => reaching('the record', () => sealing(event)),
  };
}

async function receiptFrom(signed: SignedCheckpoint | undefined, id: string, files: RecordFiles): Promise<Receipt | undefined> {
  const segment = signed?.checkpoint.segment;
  if (signed === undefined || segment === undefined) return undefined;
  return composeReceipt(id, unpackSegment(await files.get(segment.key)) ?? [], signed);
}

function timeOf(id: string): string | undefined {
  try {
    return new Date(decodeTime(id)).toISOString();
  } catch {
    return undefined;
  }
}
