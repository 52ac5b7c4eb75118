/** Every item of one partition, read consistently, in the order of their sort keys. */

import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Table } from './dynamodb.ts';
import type { Item } from './record-item.ts';

export async function queryItems({ client, name }: Table, partition: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const { Items, LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: name,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: partition } },
        ExclusiveStartKey: start,
      }),
    );
    items.push(...(Items ?? []));
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}
