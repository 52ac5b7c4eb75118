/** When the last checkpoint was signed, and whether the table holds events of after that which should be sealed by now. */

import { epochMilliseconds } from '#core/recording/epoch.ts';
import { reaching, type Table } from './dynamodb.ts';
import { walkGroup } from './partition-walk.ts';
import { newestCheckpoint } from './read-checkpoints.ts';
import { shards } from './record-item.ts';

export type NewestSealed = { readonly sealedAt: string | undefined; readonly hasUnseen: boolean };

const dayMilliseconds = 86_400_000;

/** `before`: younger events may still be under way. Errors: `recorder-unavailable`. */
export function newestSealed(table: Table, before: string): Promise<NewestSealed> {
  return reaching('the record', async () => {
    const sealedAt = (await newestCheckpoint(table))?.checkpoint.sealedAt;
    return { sealedAt, hasUnseen: sealedAt !== undefined && sealedAt < before && (await hasEvents(table, sealedAt, before)) };
  });
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
