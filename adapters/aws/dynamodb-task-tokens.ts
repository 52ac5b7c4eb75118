/** The task tokens of waiting state machines: sealed, the newest of each approval, and never anywhere else. */

import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Now } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { type Keyring, seal, unseal } from '#core/sealed.ts';
import { keyItem } from './approval-item.ts';
import { reaching, type Table } from './dynamodb.ts';
import { readItem } from './read-items.ts';
import type { ItemKey } from './record-item.ts';

export type TaskTokens = {
  /** Durable when it returns; an earlier one of the approval is forgotten. */
  readonly keep: (approvalId: string, token: string) => Promise<void>;
  readonly find: (approvalId: string) => Promise<string | undefined>;
};

/** Longer than any approval lives. */
const keptDays = 10;

export function createTaskTokens({
  table,
  keyring,
  now,
}: {
  readonly table: Table;
  readonly keyring: Keyring;
  readonly now: Now;
}): TaskTokens {
  async function keep(id: string, token: string): Promise<void> {
    const sealed = seal(keyring, 'task-token', Buffer.from(JSON.stringify([id, token])));
    const expiresAt = { N: String(Math.floor(epochMilliseconds(now()) / 1000) + keptDays * 86_400) };
    const item = { ...keyItem(keyOf(table, id)), sealed: { S: sealed }, expiresAt };
    await table.client.send(new PutItemCommand({ TableName: table.name, Item: item }));
  }

  async function find(id: string): Promise<string | undefined> {
    const sealed = (await readItem(table, keyOf(table, id)))?.sealed?.S;
    const clear = sealed === undefined ? undefined : unseal(keyring, 'task-token', sealed);
    if (clear === undefined) return undefined;
    const [owner, token]: readonly string[] = JSON.parse(Buffer.from(clear).toString());
    return owner === id ? token : undefined;
  }

  return {
    keep: (id, token) => reaching('the task tokens', () => keep(id, token)),
    find: (id) => reaching('the task tokens', () => find(id)),
  };
}

function keyOf({ tenant }: Table, id: string): ItemKey {
  return { pk: `${tenant}#T#${id}`, sk: 'T' };
}
