/** Reads whole items of the table by their keys, in the order asked for. */

import { BatchGetItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Table } from './dynamodb.ts';
import type { Item, ItemKey } from './record-item.ts';

/** DynamoDB's limit for one request. */
const batch = 100;

/** One item, read consistently. */
export async function readItem({ client, name }: Table, { pk, sk }: ItemKey): Promise<Item | undefined> {
  const { Item: item } = await client.send(
    new GetItemCommand({ TableName: name, Key: { pk: { S: pk }, sk: { S: sk } }, ConsistentRead: true }),
  );
  return item;
}

/** What has expired in between is left out. */
export async function readItems(table: Table, keys: readonly ItemKey[]): Promise<readonly Item[]> {
  const found = new Map<string, Item>();
  for (let start = 0; start < keys.length; start += batch) {
    for (const item of await readBatch(table, keys.slice(start, start + batch))) found.set(`${item.pk?.S} ${item.sk?.S}`, item);
  }
  return keys.map(({ pk, sk }) => found.get(`${pk} ${sk}`)).filter((item) => item !== undefined);
}

/** DynamoDB may leave keys unprocessed, when the answer grows over 16 MB or when it is throttled. */
async function readBatch({ client, name }: Table, keys: readonly ItemKey[]): Promise<readonly Item[]> {
  const items: Item[] = [];
  let pending: Item[] = keys.map(({ pk, sk }) => ({ pk: { S: pk }, sk: { S: sk } }));
  while (pending.length > 0) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetItemCommand({ RequestItems: { [name]: { Keys: pending } } }),
    );
    items.push(...(Responses?.[name] ?? []));
    pending = UnprocessedKeys?.[name]?.Keys ?? [];
  }
  return items;
}
