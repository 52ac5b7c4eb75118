/** The events that are known and in no segment yet: what the stream brought, what waited since earlier, what a scan of the table found. */

import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Now } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { reaching, type Table } from './dynamodb.ts';
import { queryItems } from './query-items.ts';
import { attributes, sealingKeys, type Waiting, waitingFromItem, waitingItem } from './sealing-item.ts';

export type Backlog = {
  readonly add: (events: readonly Waiting[]) => void;
  readonly all: () => Iterable<Waiting>;
  /** What is sealed, or was not there any more, need not be remembered. */
  readonly drop: (ids: readonly string[]) => void;
  /** What waits is remembered, and what waited and is sealed is forgotten. Durable when it returns. Errors: `recorder-unavailable`. */
  readonly keep: () => Promise<void>;
};

export type BacklogOptions = { readonly table: Table; readonly hotDays: number; readonly now: Now };

/** So many writes are under way at a time. */
const parallel = 25;
const daySeconds = 86_400;

/** With what waited since earlier. Errors: `recorder-unavailable`. */
export async function openBacklog({ table, hotDays, now }: BacklogOptions): Promise<Backlog> {
  const { client, name, tenant } = table;
  const remembered = new Set<string>();
  const events = new Map<string, Waiting>();
  const { pk } = sealingKeys.waiting(tenant, '');
  for (const item of await reaching('the record', () => queryItems(table, pk))) {
    const waiting = waitingFromItem(item);
    remembered.add(waiting.id);
    events.set(waiting.id, waiting);
  }

  async function keep(): Promise<void> {
    const expiresAt = Math.floor(epochMilliseconds(now()) / 1000) + hotDays * daySeconds;
    const fresh = [...events.values()].filter(({ id }) => !remembered.has(id));
    await inParts(fresh, (event) =>
      client.send(new PutItemCommand({ TableName: name, Item: waitingItem(tenant, event, expiresAt) })),
    );
    const done = [...remembered].filter((id) => !events.has(id));
    await inParts(done, (id) =>
      client.send(new DeleteItemCommand({ TableName: name, Key: attributes(sealingKeys.waiting(tenant, id)) })),
    );
  }

  return {
    add: (found) => {
      // What came by the stream has its line at hand, so it replaces what was only remembered.
      for (const event of found) events.set(event.id, event);
    },
    all: () => events.values(),
    drop: (ids) => {
      for (const id of ids) events.delete(id);
    },
    keep: () => reaching('the record', keep),
  };
}

async function inParts<T>(items: readonly T[], write: (item: T) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < items.length; start += parallel) await Promise.all(items.slice(start, start + parallel).map(write));
}
