/** The keys of persons on AWS: one item of the table, encrypted with the installation's KMS key, read at a cold start and again every minute. */

import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GatewayError } from '#core/errors.ts';
import {
  newPersonKeys,
  type PersonKeyList,
  type PersonKeys,
  requirePersonKeys,
  withoutGroups,
} from '#core/masking/person-keys.ts';
import type { Log, Now } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { reaching, type Table } from './dynamodb.ts';
import { readItem } from './read-items.ts';

export type PersonKeysOptions = { readonly table: Table; readonly now: Now; readonly log: Log };

type Stored = { readonly keys: PersonKeyList; readonly version: number };

const freshMilliseconds = 60_000;
const attempts = 5;

/** Errors: `recorder-unavailable`. */
export async function openDynamoDbPersonKeys({ table, now, log }: PersonKeysOptions): Promise<PersonKeys> {
  let { keys } = await reaching('the keys of persons', () => open(table));
  let readAt = epochMilliseconds(now());

  /** Beside the call that noticed: it goes on with the keys that were read before. */
  function refresh(): void {
    readAt = epochMilliseconds(now());
    read(table).then(
      (stored) => {
        // The same list stays the same object, and so does what was made with it.
        if (stored !== undefined && !Buffer.from(stored.keys).equals(keys)) keys = stored.keys;
      },
      () => log({ level: 'warn', message: 'The keys of persons could not be read again. They are tried in a minute.' }),
    );
  }

  async function destroy(groups: readonly number[]): Promise<void> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { keys: before, version } = await open(table);
      const fresh = { keys: withoutGroups(before, groups), version: version + 1 };
      if (!(await put(table, fresh))) continue;
      keys = fresh.keys;
      return;
    }
    throw new GatewayError('recorder-unavailable', 'Others erase at the same time. Nothing was erased; try again.');
  }

  return {
    current: () => {
      if (epochMilliseconds(now()) - readAt >= freshMilliseconds) refresh();
      return keys;
    },
    destroy: (groups) => reaching('the keys of persons', () => destroy(groups)),
  };
}

/** Of several that make the first list at once, one wins. */
async function open(table: Table): Promise<Stored> {
  const stored = await read(table);
  if (stored !== undefined) return stored;
  await put(table, { keys: newPersonKeys(), version: 1 });
  const made = await read(table);
  if (made === undefined) throw new TypeError('person keys: what was stored is not there');
  return made;
}

async function read(table: Table): Promise<Stored | undefined> {
  const item = await readItem(table, keyOf(table));
  if (item?.keys?.B === undefined) return undefined;
  return { keys: requirePersonKeys(item.keys.B), version: Number(item.version?.N) };
}

/** False when another process was first. */
async function put(table: Table, { keys, version }: Stored): Promise<boolean> {
  const { pk, sk } = keyOf(table);
  const Item = { pk: { S: pk }, sk: { S: sk }, keys: { B: keys }, version: { N: String(version) } };
  const isNew = version === 1;
  try {
    await table.client.send(
      new PutItemCommand({
        TableName: table.name,
        Item,
        ConditionExpression: isNew ? 'attribute_not_exists(pk)' : '#version = :before',
        ...(isNew
          ? {}
          : {
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':before': { N: String(version - 1) } },
            }),
      }),
    );
    return true;
  } catch (thrown) {
    if (thrown instanceof ConditionalCheckFailedException) return false;
    throw thrown;
  }
}

function keyOf({ tenant }: Table) {
  return { pk: `${tenant}#P#keys`, sk: 'P' };
}
