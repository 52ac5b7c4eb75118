/** Reads the items of one session whole, oldest first: by event id, which is their order. */

import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Position } from '#core/ports.ts';
import type { Table } from './dynamodb.ts';
import { type Item, sessionPartition } from './record-item.ts';

type Paging = { readonly limit: number; readonly after: Position | undefined };

export async function sessionItems(
  { client, name, tenant }: Table,
  session: string,
  { limit, after }: Paging,
): Promise<{ readonly items: readonly Item[]; readonly isEnd: boolean }> {
  const low = `E#${after?.id ?? ''}`;
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :low AND :high',
      ExpressionAttributeValues: {
        ':pk': { S: sessionPartition(tenant, session) },
        ':low': { S: low },
        ':high': { S: 'E#~' },
      },
      // The lower bound itself is where the last page stopped.
      Limit: limit + 1,
    }),
  );
  const items = Items.filter(({ sk }) => sk?.S !== low).slice(0, limit);
  return { items, isEnd: LastEvaluatedKey === undefined && items.length === Items.filter(({ sk }) => sk?.S !== low).length };
}
