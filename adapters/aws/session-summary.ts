/** What the table says of one session, from its own partition. */

import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { EventQuery, Position, SessionSummary } from '#core/ports.ts';
import type { Table } from './dynamodb.ts';
import { walkGroup } from './partition-walk.ts';
import { atOf, type Item, sessionPartition } from './record-item.ts';
import { matches, type RecordRow, rowOf, rowProjection } from './record-row.ts';

/** One more than is told: then there are more. */
const maxCounted = 1001;

export async function summarise(table: Table, session: string): Promise<SessionSummary | undefined> {
  const [opening, newest, callCount] = await Promise.all([
    endOf(table, session, { isForward: true }),
    endOf(table, session, { isForward: false }),
    countCalls(table, session),
  ]);
  if (opening === undefined || newest === undefined) return undefined;
  return {
    id: session,
    principal: opening.columns.get('principal')?.[0] ?? '',
    connection: opening.columns.get('connection')?.[0] ?? '',
    openedAt: opening.position.time,
    lastEventAt: newest.position.time,
    callCount,
  };
}

type Walked = { readonly query: EventQuery; readonly session: string; readonly newest: Position; readonly after: Position };

/** Whether a session has a match among those that earlier pages have already walked: from the first one down to `after`. */
export async function wasWalked(table: Table, { query, session, newest, after }: Walked): Promise<boolean> {
  const partitions = [sessionPartition(table.tenant, session)];
  const own = { ...query, session };
  for await (const row of walkGroup({
    table,
    group: { partitions, low: 'E#', high: 'E#~', begin: after.time },
    pageSize: 1000,
  })) {
    const isWalked = row.at <= atOf(newest) && row.at >= atOf(after);
    if (isWalked && isFoundAlone(row, query) && matches(row, own)) return true;
  }
  return false;
}

/** Intents are found by their session alone. */
function isFoundAlone({ columns }: RecordRow, query: EventQuery): boolean {
  return query.session !== undefined || columns.get('kind')?.[0] !== 'intent';
}

async function endOf(
  { client, name, tenant }: Table,
  session: string,
  end: { readonly isForward: boolean },
): Promise<RecordRow | undefined> {
  const { Items } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: '#pk = :session',
      ...rowProjection,
      ExpressionAttributeValues: { ':session': { S: sessionPartition(tenant, session) } },
      ScanIndexForward: end.isForward,
      Limit: 1,
    }),
  );
  const [item] = Items ?? [];
  return item === undefined ? undefined : rowOf(item);
}

async function countCalls({ client, name, tenant }: Table, session: string): Promise<number> {
  const counting: QueryCommandInput = {
    TableName: name,
    Select: 'COUNT',
    KeyConditionExpression: 'pk = :session',
    FilterExpression: 'kind IN (:intent, :refused)',
    ExpressionAttributeValues: {
      ':session': { S: sessionPartition(tenant, session) },
      ':intent': { S: 'intent' },
      ':refused': { S: 'refused' },
    },
  };
  let count = 0;
  let start: Item | undefined;
  do {
    const page = await client.send(new QueryCommand({ ...counting, ExclusiveStartKey: start }));
    count += page.Count ?? 0;
    start = page.LastEvaluatedKey;
  } while (start !== undefined && count < maxCounted);
  return Math.min(count, maxCounted);
}
