/** Calls whose intent was seen and whose end was not: the sealer keeps the list, because it sees every event. */

import { DeleteItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { StoredEvent } from '#core/ports.ts';
import { reaching, type Table } from './dynamodb.ts';
import { queryItems } from './query-items.ts';
import { readItem } from './read-items.ts';
import { eventOf, type Item, keyOf } from './record-item.ts';
import { attributes, sealingKeys } from './sealing-item.ts';

export type OpenCalls = {
  /** Notes the intents without an end in this batch, and forgets those that found theirs. Durable when it returns. Errors: `recorder-unavailable`. */
  readonly note: (events: readonly StoredEvent[]) => Promise<void>;
  /** The intents before a time that still have no end. Errors: `recorder-unavailable`. */
  readonly before: (time: string) => Promise<readonly StoredEvent[]>;
  readonly forget: (callId: string) => Promise<void>;
};

const endings: readonly string[] = ['outcome', 'unknown'];

export function createOpenCalls(table: Table): OpenCalls {
  const { client, name, tenant } = table;

  async function note(events: readonly StoredEvent[]): Promise<void> {
    const ended = new Set(events.flatMap(({ columns }) => (endings.includes(columns.kind) ? (columns.callId ?? []) : [])));
    const intents = events.filter(({ columns }) => columns.kind === 'intent');
    const begun = new Set(intents.map(({ columns }) => columns.callId));
    for (const { columns } of intents) {
      if (columns.callId === undefined || ended.has(columns.callId)) continue;
      const { pk, sk } = keyOf(tenant, columns);
      const key = attributes(sealingKeys.open(tenant, columns.callId));
      const item: Item = { ...key, time: { S: columns.time }, eventPk: { S: pk }, eventSk: { S: sk } };
      await client.send(new PutItemCommand({ TableName: name, Item: item }));
    }
    for (const callId of ended) if (!begun.has(callId)) await forget(callId);
  }

  async function forget(callId: string): Promise<void> {
    await client.send(new DeleteItemCommand({ TableName: name, Key: attributes(sealingKeys.open(tenant, callId)) }));
  }

  async function before(time: string): Promise<readonly StoredEvent[]> {
    const open: StoredEvent[] = [];
    for (const item of await queryItems(table, sealingKeys.open(tenant, '').pk)) {
      if ((item.time?.S ?? '') >= time) continue;
      const key = { pk: item.eventPk?.S ?? '', sk: item.eventSk?.S ?? '' };
      const intent = await readItem(table, key);
      if (intent === undefined || (await hasEnded(table, key.pk, item.sk?.S ?? ''))) await forget(item.sk?.S ?? '');
      else open.push(eventOf(intent));
    }
    return open;
  }

  return {
    note: (events) => reaching('the record', () => note(events)),
    before: (time) => reaching('the record', () => before(time)),
    forget: (callId) => reaching('the record', () => forget(callId)),
  };
}

/** The call's own session says it; what the stream said may have come twice. */
async function hasEnded({ client, name }: Table, session: string, callId: string): Promise<boolean> {
  let start: Item | undefined;
  do {
    const { Count, LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: name,
        ConsistentRead: true,
        Select: 'COUNT',
        KeyConditionExpression: 'pk = :session',
        FilterExpression: '#call = :call AND kind IN (:outcome, :unknown)',
        ExpressionAttributeNames: { '#call': 'call' },
        ExpressionAttributeValues: {
          ':session': { S: session },
          ':call': { S: callId },
          ':outcome': { S: 'outcome' },
          ':unknown': { S: 'unknown' },
        },
        ExclusiveStartKey: start,
      }),
    );
    if ((Count ?? 0) > 0) return true;
    start = LastEvaluatedKey;
  } while (start !== undefined);
  return false;
}
