/** The recorder on AWS: an event is one conditional put, its large body an object that is written before. */

import { ConditionalCheckFailedException, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GatewayError } from '#core/errors.ts';
import type { Recorder, StoredEvent } from '#core/ports.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { reaching, type Table } from './dynamodb.ts';
import { readItem, readItems } from './read-items.ts';
import { bodyKeyOf, eventOf, type Item, type ItemKey, itemOf, keyOf, lineOf } from './record-item.ts';
import type { Bodies } from './s3-bodies.ts';

export type RecorderOptions = { readonly table: Table; readonly bodies: Bodies; readonly hotDays: number };

const maxOpenIntents = 1000;
/** DynamoDB takes items of 400 KB; keys and columns need some of it. */
const maxItemBytes = 380_000;

/**
 * Takes one event at a time: a function serves one request at a time, so nothing waits beside it, and in a transaction each put would
 * cost twice as much. `append` errors: also `payload-too-large`, when an event without its body is larger than an item may be.
 */
export function createDynamoDbRecorder({ table, bodies, hotDays }: RecorderOptions): Recorder {
  async function append(event: StoredEvent): Promise<void> {
    const item = itemOf(event, { tenant: table.tenant, hotDays });
    requireFit(item);
    const bodyKey = bodyKeyOf(table.tenant, event);
    if (bodyKey !== undefined && event.body !== undefined) await bodies.put(bodyKey, event.body);
    try {
      await table.client.send(
        new PutItemCommand({ TableName: table.name, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
      );
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
      await requireSame(event, table);
    }
  }

  return {
    append: async (events) => {
      for (const event of events) await reaching('the record', () => append(event));
    },
    openIntents: (before) => reaching('the record', () => openIntents(table, before)),
  };
}

function requireFit({ line, body }: Item): void {
  if ((line?.B?.byteLength ?? 0) + (body?.B?.byteLength ?? 0) <= maxItemBytes) return;
  throw new GatewayError(
    'payload-too-large',
    'The call is too large to be recorded, so it was refused. Send it in smaller parts.',
  );
}

/** The put was refused because something is there: our own bytes from an earlier try, or somebody else's. */
async function requireSame(event: StoredEvent, table: Table): Promise<void> {
  const stored = await readItem(table, keyOf(table.tenant, event.columns));
  if (stored?.line?.B !== undefined && lineOf(stored) === event.line) return;
  throw new GatewayError('conflict', `Another event is stored as ${event.columns.id}. An event is never replaced.`);
}

type Ending = ItemKey & { readonly kind: string; readonly call: string; readonly at: string };

/** Reads the whole table: for recovery by an operator only. On AWS the sealer, which sees every event, closes what stays open. */
async function openIntents(table: Table, before: string): Promise<readonly StoredEvent[]> {
  const intents = new Map<string, Ending>();
  const ended = new Set<string>();
  for await (const { kind, ...ending } of endings(table)) {
    if (kind === 'intent') intents.set(ending.call, { kind, ...ending });
    if (kind !== 'intent') ended.add(ending.call);
  }
  const open = [...intents.values()].filter(({ call, at }) => !ended.has(call) && at < `${epochMilliseconds(before)}#`);
  const oldest = open.toSorted((a, b) => (a.at < b.at ? -1 : 1)).slice(0, maxOpenIntents);
  return (await readItems(table, oldest)).map((item) => eventOf(item));
}

async function* endings({ client, name, tenant }: Table): AsyncGenerator<Ending> {
  let start: Item | undefined;
  do {
    const { Items, LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName: name,
        ConsistentRead: true,
        FilterExpression: 'begins_with(pk, :tenant) AND kind IN (:intent, :outcome, :unknown)',
        ProjectionExpression: 'pk, sk, #at, kind, #call',
        ExpressionAttributeNames: { '#at': 'at', '#call': 'call' },
        ExpressionAttributeValues: {
          ':tenant': { S: `${tenant}#` },
          ':intent': { S: 'intent' },
          ':outcome': { S: 'outcome' },
          ':unknown': { S: 'unknown' },
        },
        ExclusiveStartKey: start,
      }),
    );
    for (const item of Items ?? []) yield endingOf(item);
    start = LastEvaluatedKey;
  } while (start !== undefined);
}

function endingOf({ pk, sk, kind, call, at }: Item): Ending {
  return { pk: pk?.S ?? '', sk: sk?.S ?? '', kind: kind?.S ?? '', call: call?.S ?? '', at: at?.S ?? '' };
}
