/** Executions of clients' commands on AWS: each begin is one conditional write. */

import { ConditionalCheckFailedException, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Execution, ExecutionState, Executions } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { storedSealed } from '#core/sealed.ts';
import { keyItem } from './approval-item.ts';
import { reaching, type Table } from './dynamodb.ts';
import { readItem } from './read-items.ts';
import type { Item, ItemKey } from './record-item.ts';

/** DynamoDB deletes late, so the time is compared here. */
const isFree = 'attribute_not_exists(pk) OR #until <= :now OR (#state = :failed AND #call = :follows)';

export function createDynamoDbExecutions(table: Table): Executions {
  async function begin(key: string, execution: Execution, follows = ''): Promise<Execution | undefined> {
    const values = { ':now': { S: execution.begunAt }, ':failed': { S: 'failed' }, ':follows': { S: follows } };
    if (await put(table, itemOf(table, key, execution), { condition: isFree, values })) return undefined;
    const standing = await find(key, execution.begunAt);
    // Its answer was lost on the first try, and the SDK put it again.
    if (standing?.callId === execution.callId && standing.state === 'begun') return undefined;
    return standing ?? begin(key, execution, follows);
  }

  async function end(key: string, execution: Execution): Promise<void> {
    const values = { ':call': { S: execution.callId }, ':command': { S: execution.command } };
    await put(table, itemOf(table, key, execution), { condition: '#call = :call AND #command = :command', values });
  }

  async function find(key: string, now: string): Promise<Execution | undefined> {
    const item = await readItem(table, keyOf(table, key));
    const execution = item === undefined ? undefined : executionOf(item);
    return execution === undefined || execution.until <= now ? undefined : execution;
  }

  return {
    begin: (key, execution, follows) => reaching('the executions', () => begin(key, execution, follows)),
    end: (key, execution) => reaching('the executions', () => end(key, execution)),
    find: (key, now) => reaching('the executions', () => find(key, now)),
  };
}

type Conditional = { readonly condition: string; readonly values: Item };

/** Whether the condition held. */
async function put({ client, name }: Table, item: Item, { condition, values }: Conditional): Promise<boolean> {
  const names = ['until', 'state', 'call', 'command'].filter((each) => condition.includes(`#${each}`));
  try {
    await client.send(
      new PutItemCommand({
        TableName: name,
        Item: item,
        ConditionExpression: condition,
        ExpressionAttributeNames: Object.fromEntries(names.map((each) => [`#${each}`, each])),
        ExpressionAttributeValues: values,
      }),
    );
    return true;
  } catch (thrown) {
    if (thrown instanceof ConditionalCheckFailedException) return false;
    throw thrown;
  }
}

function itemOf(table: Table, key: string, { command, callId, state, begunAt, until, outcome }: Execution): Item {
  return {
    ...keyItem(keyOf(table, key)),
    command: { S: command },
    call: { S: callId },
    state: { S: state },
    begunAt: { S: begunAt },
    until: { S: until },
    expiresAt: { N: String(Math.ceil(epochMilliseconds(until) / 1000)) },
    ...(outcome === undefined ? {} : { sealed: { S: outcome.sealed }, sealedUntil: { S: outcome.until } }),
  };
}

/** Only this adapter writes the items. */
function executionOf({ command, call, state, begunAt, until, sealed, sealedUntil }: Item): Execution {
  return {
    command: command?.S ?? '',
    callId: call?.S ?? '',
    state: (state?.S ?? 'unknown') as ExecutionState,
    begunAt: begunAt?.S ?? '',
    until: until?.S ?? '',
    ...(sealed?.S === undefined ? {} : { outcome: { sealed: storedSealed(sealed.S), until: sealedUntil?.S ?? '' } }),
  };
}

function keyOf({ tenant }: Table, key: string): ItemKey {
  return { pk: `${tenant}#W#${key}`, sk: 'W' };
}
