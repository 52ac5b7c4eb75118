/** When the last checkpoint was signed, and whether the table holds events of after that which should be sealed by now. */

import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { readCheckpoint } from '#core/recording/checkpoint.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { reaching, type Table } from './dynamodb.ts';
import { walkGroup } from './partition-walk.ts';
import { shards } from './record-item.ts';
import { sealingKeys } from './sealing-item.ts';

export type NewestSealed = { readonly sealedAt: string | undefined; readonly hasUnseen: boolean };

const dayMilliseconds = 86_400_000;

/** `before`: younger events may still be under way. Errors: `recorder-unavailable`. */
export function newestSealed(table: Table, before: string): Promise<NewestSealed> {
  return reaching('the record', async () => {
    const sealedAt = await newestTime(table);
    return { sealedAt, hasUnseen: sealedAt !== undefined && sealedAt < before && (await hasEvents(table, sealedAt, before)) };
  });
}

async function newestTime({ client, name, tenant }: Table): Promise<string | undefined> {
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
  return readCheckpoint(Items?.[0]?.content?.S ?? '')?.checkpoint.sealedAt;
}

async function hasEvents(table: Table, from: string, to: string): Promise<boolean> {
  const [low, high] = [`${epochMilliseconds(from)}#`, `${epochMilliseconds(to)}#`];
  const start = epochMilliseconds(from) - (epochMilliseconds(from) % dayMilliseconds);
  for (let day = start; day <= epochMilliseconds(to); day += dayMilliseconds) {
    const begin = new Date(day).toISOString().slice(0, 10);
    const partitions = shards.map((shard) => `${table.tenant}#D#${begin}#${shard}`);
    for await (const _row of walkGroup({ table, group: { index: 'by-day', partitions, low, high, begin }, pageSize: 1 }))
      return true;
  }
  return false;
}
