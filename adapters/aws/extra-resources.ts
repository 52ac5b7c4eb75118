/** Further resources of an event, each as a thin item of its own in the index: the hot path writes one item, and an item has one key an index. */

import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { StoredEvent } from '#core/ports.ts';
import { reaching, type Table } from './dynamodb.ts';
import { extraItems } from './record-item.ts';

export type ExtraResources = {
  /** Durable when it returns; the same ones again change nothing. Errors: `recorder-unavailable`. */
  readonly add: (events: readonly StoredEvent[]) => Promise<void>;
};

const parallel = 25;

export function createExtraResources(table: Table, { hotDays }: { readonly hotDays: number }): ExtraResources {
  const { client, name, tenant } = table;

  async function add(events: readonly StoredEvent[]): Promise<void> {
    const items = events.flatMap((event) => extraItems(event, { tenant, hotDays }));
    for (let start = 0; start < items.length; start += parallel) {
      const part = items.slice(start, start + parallel);
      await Promise.all(part.map((item) => client.send(new PutItemCommand({ TableName: name, Item: item }))));
    }
  }

  return { add: (events) => reaching('the record', () => add(events)) };
}
