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
    // A clock that stepped back makes what was read look younger; it is read again.
    if (known !== undefined && Math.abs(readAt - known.readAt) < cacheSeconds * 1000) return known.revocation;
    const item = await readItem(table, key);
    const revocation = item?.revokedAt?.S === undefined ? undefined : { kind, id, revokedAt: item.revokedAt.S };
    // What was revoked here while this read was under way stays.
    if (kept.get(key.pk) === known) keep(key.pk, { readAt, revocation });
    return revocation;
  }

  /** The later of two revocations counts, whichever is written first. */
  async function revoke(revocation: Revocation): Promise<void> {
    const key = keyOf(table, revocation.kind, revocation.id);
    await putUnlessLater(table, key, revocation.revokedAt);
    const known = kept.get(key.pk)?.revocation;
    const later = known !== undefined && known.revokedAt > revocation.revokedAt ? known : revocation;
    keep(key.pk, { readAt: epochMilliseconds(now()), revocation: later });
  }

  function keep(key: string, read: Kept): void {
    if (kept.size >= maxKept) kept.clear();
    kept.set(key, read);
  }

  return {
    revoke: (revocation) => reaching('the list of revocations', () => revoke(revocation)),
    find: (kind, id) => reaching('the list of revocations', () => find(kind, id)),
  };
}

async function putUnlessLater({ client, name }: Table, { pk, sk }: ItemKey, revokedAt: string): Promise<void> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: name,
        Item: { pk: { S: pk }, sk: { S: sk }, revokedAt: { S: revokedAt } },
        ConditionExpression: 'attribute_not_exists(pk) OR revokedAt < :revokedAt',
        ExpressionAttributeValues: { ':revokedAt': { S: revokedAt } },
      }),
    );
  } catch (thrown) {
    if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
  }
}

function keyOf({ tenant }: Table, kind: Revocation['kind'], id: string): ItemKey {
  return { pk: `${tenant}#V#${kind}#${id}`, sk: 'V' };
}
