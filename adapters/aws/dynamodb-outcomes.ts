/** Sealed answers of approved calls on AWS, until their time is over. */

import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Sealed } from '#core/model.ts';
import type { Outcomes } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { storedSealed } from '#core/sealed.ts';
import { keyItem } from './approval-item.ts';
import { reaching, type Table } from './dynamodb.ts';
import { readItem } from './read-items.ts';
import type { ItemKey } from './record-item.ts';

export function createDynamoDbOutcomes(table: Table): Outcomes {
  async function keep(key: string, outcome: Sealed, until: string): Promise<void> {
    const expiresAt = { N: String(Math.ceil(epochMilliseconds(until) / 1000)) };
    const item = { ...keyItem(keyOf(table, key)), sealed: { S: outcome }, until: { S: until }, expiresAt };
    await table.client.send(new PutItemCommand({ TableName: table.name, Item: item }));
  }

  /** DynamoDB deletes late, so the time is compared here. */
  async function find(key: string, now: string): Promise<Sealed | undefined> {
    const item = await readItem(table, keyOf(table, key));
    if (item?.sealed?.S === undefined || (item.until?.S ?? '') <= now) return undefined;
    return storedSealed(item.sealed.S);
  }

  return {
    keep: (key, outcome, { until }) => reaching('the kept answers', () => keep(key, outcome, until)),
    find: (key, now) => reaching('the kept answers', () => find(key, now)),
  };
}

function keyOf({ tenant }: Table, key: string): ItemKey {
  return { pk: `${tenant}#O#${key}`, sk: 'O' };
}
