/** Checkpoints as the table keeps them: by their number, the newest, and the first that can hold what was recorded at a time. */

import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { readCheckpoint, type SignedCheckpoint } from '#core/recording/checkpoint.ts';
import type { Table } from './dynamodb.ts';
import { readItem } from './read-items.ts';
import { sealingKeys } from './sealing-item.ts';

/** An event is sealed soon after it was recorded: it stands in one of the next so many checkpoints. */
export const sealedWithin = 20;

export async function checkpointAt(table: Table, seq: number): Promise<SignedCheckpoint | undefined> {
  const item = await readItem(table, sealingKeys.checkpoint(table.tenant, seq));
  return readCheckpoint(item?.content?.S ?? '');
}

/** Read consistently: what a sealer has just signed is there. */
export async function newestCheckpoint({ client, name, tenant }: Table): Promise<SignedCheckpoint | undefined> {
  const { Items } = await client.send(
    new QueryCommand({
      TableName: name,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: sealingKeys.checkpoint(tenant, 0).pk } },
      ScanIndexForward: false,
      Limit: 1,
    }),
  );
  return readCheckpoint(Items?.[0]?.content?.S ?? '');
}

/** The number of the first checkpoint that was signed at that time or later: their times never go back. */
export async function firstAfter(table: Table, time: string, newest: number): Promise<number> {
  let [low, high] = [1, newest + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const signed = await checkpointAt(table, middle);
    if ((signed?.checkpoint.sealedAt ?? '') < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
