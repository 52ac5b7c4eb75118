/** Every hot event that is not older than a time, page by page: how a sealer that missed the stream finds what it owes. */

import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { reaching, type Table } from './dynamodb.ts';
import type { Item } from './record-item.ts';
import { type Waiting, waitingOf } from './sealing-item.ts';

/** Without their lines: those are read again when they are sealed. Errors: `recorder-unavailable`. */
export async function* scanEvents(table: Table, from: string): AsyncGenerator<Waiting> {
  let start: Item | undefined;
  do {
    const { items, last } = await reaching('the record', () => scanPage(table, from, start));
    for (const item of items) {
      const { line: _line, ...waiting } = waitingOf(item);
      yield waiting;
    }
    start = last;
  } while (start !== undefined);
}

type Page = { readonly items: readonly Item[]; readonly last: Item | undefined };

async function scanPage({ client, name, tenant }: Table, from: string, start: Item | undefined): Promise<Page> {
  const { Items, LastEvaluatedKey } = await client.send(
    new ScanCommand({
      TableName: name,
      ConsistentRead: true,
      FilterExpression: '#at >= :from AND (begins_with(pk, :session) OR begins_with(pk, :unowned))',
      ProjectionExpression: 'pk, sk, #at, #line',
      ExpressionAttributeNames: { '#at': 'at', '#line': 'line' },
      ExpressionAttributeValues: {
        ':from': { S: `${epochMilliseconds(from)}#` },
        ':session': { S: `${tenant}#S#` },
        ':unowned': { S: `${tenant}#N#` },
      },
      ExclusiveStartKey: start,
    }),
  );
  return { items: Items ?? [], last: LastEvaluatedKey };
}
