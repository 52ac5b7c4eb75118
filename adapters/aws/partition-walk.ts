/** Walks partitions newest first: the shards of one group are merged, so that their rows come in one order. */

import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { tableLayout } from '#core/recording/table-layout.ts';
import type { Table } from './dynamodb.ts';
import type { Item } from './record-item.ts';
import { type RecordRow, rowOf, rowProjection } from './record-row.ts';
import type { Group } from './search-plan.ts';

export type Asking = { readonly table: Table; readonly group: Group; readonly pageSize: number };

/** One partition's rows that were read and not yet given. */
type Shard = {
  /** Reads on until there is a row to give or nothing is left. */
  readonly fill: () => Promise<void>;
  readonly head: () => RecordRow | undefined;
  readonly take: () => void;
};

export async function* walkGroup(asking: Asking): AsyncGenerator<RecordRow> {
  const shards = asking.group.partitions.map((partition) => openShard(partition, asking));
  for (;;) {
    await Promise.all(shards.map((shard) => shard.fill()));
    const newest = shards.reduce((best, shard) => (isNewer(shard.head(), best.head()) ? shard : best));
    const row = newest.head();
    if (row === undefined) return;
    newest.take();
    yield row;
  }
}

function isNewer(row: RecordRow | undefined, other: RecordRow | undefined): boolean {
  return row !== undefined && (other === undefined || row.at > other.at);
}

function openShard(partition: string, asking: Asking): Shard {
  let rows: RecordRow[] = [];
  let start: Item | undefined;
  let isDone = false;
  return {
    async fill() {
      while (rows.length === 0 && !isDone) {
        const page = await readPage(partition, asking, start);
        rows = page.rows;
        start = page.last;
        isDone = start === undefined;
      }
    },
    head: () => rows.at(-1),
    take: () => void rows.pop(),
  };
}

type Page = { readonly rows: RecordRow[]; readonly last: Item | undefined };

/** One page, its newest row last. The upper bound itself is where the last page stopped. */
async function readPage(partition: string, { table, group, pageSize }: Asking, start: Item | undefined): Promise<Page> {
  const keys = keysOf(group);
  const { Items, LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: group.index,
      KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :low AND :high',
      ProjectionExpression: rowProjection.ProjectionExpression,
      ExpressionAttributeNames: { ...rowProjection.ExpressionAttributeNames, '#partition': keys.partition, '#sort': keys.sort },
      ExpressionAttributeValues: { ':partition': { S: partition }, ':low': { S: group.low }, ':high': { S: group.high } },
      ScanIndexForward: false,
      Limit: pageSize,
      ExclusiveStartKey: start,
    }),
  );
  const rows = (Items ?? []).filter((item) => item[keys.sort]?.S !== group.high).map(rowOf);
  return { rows: rows.toReversed(), last: LastEvaluatedKey };
}

function keysOf({ index }: Group): { readonly partition: string; readonly sort: string } {
  return tableLayout.indexes.find(({ name }) => name === index) ?? tableLayout;
}
