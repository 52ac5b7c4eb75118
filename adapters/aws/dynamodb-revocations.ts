/** What was cut off, on AWS: read consistently, and remembered for a few seconds at most. */

import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Now, Revocation, Revocations } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { reaching, type Table } from './dynamodb.ts';
import { readItem } from './read-items.ts';
import type { ItemKey } from './record-item.ts';

export type RevocationsOptions = {
  readonly table: Table;
  readonly now: Now;
  /** At most 5, the promise of the port; 0 reads every time, as what executes an approved call must. */
  readonly cacheSeconds?: number;
};

type Kept = { readonly readAt: number; readonly revocation: Revocation | undefined };

const maxKept = 10_000;
const maxCacheSeconds = 5;

export function createDynamoDbRevocations({ table, now, cacheSeconds = 2 }: RevocationsOptions): Revocations {
  if (!(cacheSeconds >= 0 && cacheSeconds <= maxCacheSeconds))
    throw new TypeError('revocations: cacheSeconds must be between 0 and 5');
  const kept = new Map<string, Kept>();

  async function find(kind: Revocation['kind'], id: string): Promise<Revocation | undefined> {
    const key = keyOf(table, kind, id);
    const readAt = epochMilliseconds(now());
    const known = kept.get(key.pk);
    if (known !== undefined && readAt - known.readAt < cacheSeconds * 1000) return known.revocation;
    const item = await readItem(table, key);
    const revocation = item?.revokedAt?.S === undefined ? undefined : { kind, id, revokedAt: item.revokedAt.S };
    if (kept.size >= maxKept) kept.clear();
    kept.set(key.pk, { readAt, revocation });
    return revocation;
  }

  /** The later of two revocations counts, whichever is written first. */
  async function revoke({ kind, id, revokedAt }: Revocation): Promise<void> {
    const { pk, sk } = keyOf(table, kind, id);
    kept.delete(pk);
    try {
      await table.client.send(
        new PutItemCommand({
          TableName: table.name,
          Item: { pk: { S: pk }, sk: { S: sk }, revokedAt: { S: revokedAt } },
          ConditionExpression: 'attribute_not_exists(pk) OR revokedAt < :revokedAt',
          ExpressionAttributeValues: { ':revokedAt': { S: revokedAt } },
        }),
      );
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
    }
    kept.delete(pk);
  }

  return {
    revoke: (revocation) => reaching('the list of revocations', () => revoke(revocation)),
    find: (kind, id) => reaching('the list of revocations', () => find(kind, id)),
  };
}

function keyOf({ tenant }: Table, kind: Revocation['kind'], id: string): ItemKey {
  return { pk: `${tenant}#V#${kind}#${id}`, sk: 'V' };
}
