/** Stored calls on AWS: each is one item, which DynamoDB takes away once its time is over. */

import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { CallState } from '#core/model.ts';
import type { StoredCall, StoredCalls } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { storedSealed } from '#core/sealed.ts';
import { keyItem } from './approval-item.ts';
import { reaching, type Table } from './dynamodb.ts';
import { readItem } from './read-items.ts';
import type { Item, ItemKey } from './record-item.ts';

/** An item takes 400 KB, its names and the other members included. */
const mostBytes = 380_000;

export function createDynamoDbStoredCalls(table: Table): StoredCalls {
  async function keep(call: StoredCall): Promise<void> {
    await table.client.send(new PutItemCommand({ TableName: table.name, Item: itemOf(table, call) }));
  }

  /** DynamoDB deletes late, so the time is compared here. */
  async function find(id: string, now: string): Promise<StoredCall | undefined> {
    const item = await readItem(table, keyOf(table, id));
    const call = item === undefined ? undefined : storedCallOf(id, item);
    return call === undefined || call.until <= now ? undefined : call;
  }

  return {
    mostBytes,
    keep: (call) => reaching('the stored calls', () => keep(call)),
    find: (id, now) => reaching('the stored calls', () => find(id, now)),
  };
}

function itemOf(table: Table, { id, approval, state, sealed, until }: StoredCall): Item {
  return {
    ...keyItem(keyOf(table, id)),
    approval: { S: approval },
    state: { S: state },
    until: { S: until },
    expiresAt: { N: String(Math.ceil(epochMilliseconds(until) / 1000)) },
    ...(sealed === undefined ? {} : { sealed: { S: sealed } }),
  };
}

/** Only this adapter writes the items. */
function storedCallOf(id: string, { approval, state, until, sealed }: Item): StoredCall {
  return {
    id,
    approval: approval?.S ?? '',
    state: (state?.S ?? 'unknown') as CallState,
    until: until?.S ?? '',
    ...(sealed?.S === undefined ? {} : { sealed: storedSealed(sealed.S) }),
  };
}

function keyOf({ tenant }: Table, id: string): ItemKey {
  return { pk: `${tenant}#C#${id}`, sk: 'C' };
}
