/** Receipts on AWS: the event's checkpoint by the time in its id, and the proof from the segment in S3. */

import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { decodeTime } from 'ulid';
import { readCheckpoint, type SignedCheckpoint } from '#core/recording/checkpoint.ts';
import { composeReceipt, type Receipt } from '#core/recording/receipt.ts';
import type { Receipts } from '#core/recording/sealing-ports.ts';
import { unpackSegment } from '#core/recording/segment.ts';
import { reaching, type Table } from './dynamodb.ts';
import { findEvent } from './find-event.ts';
import { readItem } from './read-items.ts';
import type { RecordFiles } from './s3-record-files.ts';
import { sealingKeys } from './sealing-item.ts';

/** An event is sealed soon after it was recorded: it stands in one of the next so many checkpoints. */
const looked = 20;

export function createSealedReceipts(table: Table, files: RecordFiles): Receipts {
  async function find(id: string): Promise<Receipt | 'not-sealed' | undefined> {
    const recordedAt = timeOf(id);
    if (recordedAt === undefined) return undefined;
    const newest = await newestNumber(table);
    const first = await firstAfter(table, recordedAt, newest);
    for (let seq = first; seq <= Math.min(newest, first + looked - 1); seq += 1) {
      const receipt = await receiptFrom(await checkpointAt(table, seq), id, files);
      if (receipt !== undefined) return receipt;
    }
    return (await findEvent(table, id)) === undefined ? undefined : 'not-sealed';
  }

  return { find: (id) => reaching('the record', () => find(id)) };
}

/** The number of the first checkpoint that was signed at that time or later: their times never go back. */
async function firstAfter(table: Table, time: string, newest: number): Promise<number> {
  let [low, high] = [1, newest + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const signed = await checkpointAt(table, middle);
    if ((signed?.checkpoint.sealedAt ?? '') < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function receiptFrom(signed: SignedCheckpoint | undefined, id: string, files: RecordFiles): Promise<Receipt | undefined> {
  const segment = signed?.checkpoint.segment;
  if (signed === undefined || segment === undefined) return undefined;
  return composeReceipt(id, unpackSegment(await files.get(segment.key)) ?? [], signed);
}

async function checkpointAt(table: Table, seq: number): Promise<SignedCheckpoint | undefined> {
  const item = await readItem(table, sealingKeys.checkpoint(table.tenant, seq));
  return readCheckpoint(item?.content?.S ?? '');
}

async function newestNumber({ client, name, tenant }: Table): Promise<number> {
  const { Items } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: sealingKeys.checkpoint(tenant, 0).pk } },
      ScanIndexForward: false,
      Limit: 1,
    }),
  );
  return Number(Items?.[0]?.sk?.S ?? 0);
}

function timeOf(id: string): string | undefined {
  try {
    return new Date(decodeTime(id)).toISOString();
  } catch {
    return undefined;
  }
}
