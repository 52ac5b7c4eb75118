/** Sessions on legal hold on AWS: what was asked, and how far the sealer has put it into effect on objects of the bucket. */

import { ConditionalCheckFailedException, DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GatewayError } from '#core/errors.ts';
import type { Holds } from '#core/reviewing/hold-session.ts';
import { reaching, type Table } from './dynamodb.ts';
import { queryItems } from './query-items.ts';
import { readItem } from './read-items.ts';
import type { Item } from './record-item.ts';

/** `first` to `upTo` are the numbers of the checkpoints whose segments were looked at. */
export type Hold = {
  readonly session: string;
  readonly since: string;
  readonly state: 'held' | 'released';
  readonly first?: number;
  readonly upTo?: number;
  /** Rises with every change: who read an older one changes nothing. */
  readonly revision: number;
};

const attempts = 5;

export function createDynamoDbHolds(table: Table): Holds {
  async function hold(session: string, since: string): Promise<void> {
    await changing(table, session, (known) => {
      if (known?.state === 'held') return undefined;
      return known === undefined ? { session, since, state: 'held', revision: 0 } : { ...known, since, state: 'held' };
    });
  }

  async function release(session: string): Promise<void> {
    await changing(table, session, (known) => (known?.state === 'held' ? { ...known, state: 'released' } : undefined));
  }

  async function list(): Promise<readonly string[]> {
    return (await readHolds(table)).filter(({ state }) => state === 'held').map(({ session }) => session);
  }

  return {
    hold: (session, since) => reaching('the holds', () => hold(session, since)),
    release: (session) => reaching('the holds', () => release(session)),
    list: () => reaching('the holds', list),
  };
}

/** In the order of their sessions. */
export async function readHolds(table: Table): Promise<readonly Hold[]> {
  return (await queryItems(table, partition(table))).map(holdOf);
}

/** False when somebody changed it meanwhile. */
export async function putHold(table: Table, hold: Hold): Promise<boolean> {
  const { session, since, state, first, upTo, revision } = hold;
  const Item: Item = {
    pk: { S: partition(table) },
    sk: { S: session },
    since: { S: since },
    holdState: { S: state },
    revision: { N: String(revision + 1) },
    ...(first === undefined ? {} : { firstSeq: { N: String(first) } }),
    ...(upTo === undefined ? {} : { upTo: { N: String(upTo) } }),
  };
  const isNew = revision === 0;
  return conditionally(() =>
    table.client.send(
      new PutItemCommand({
        TableName: table.name,
        Item,
        ConditionExpression: isNew ? 'attribute_not_exists(pk)' : '#revision = :revision',
        ...(isNew ? {} : revisionIs(revision)),
      }),
    ),
  );
}

/** False when somebody changed it meanwhile. */
export async function forgetHold(table: Table, { session, revision }: Hold): Promise<boolean> {
  return conditionally(() =>
    table.client.send(
      new DeleteItemCommand({
        TableName: table.name,
        Key: { pk: { S: partition(table) }, sk: { S: session } },
        ConditionExpression: '#revision = :revision',
        ...revisionIs(revision),
      }),
    ),
  );
}

/** The sealer changes the same item as it goes: whoever came second reads again. */
async function changing(table: Table, session: string, change: (known: Hold | undefined) => Hold | undefined): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const item = await readItem(table, { pk: partition(table), sk: session });
    const changed = change(item === undefined ? undefined : holdOf(item));
    if (changed === undefined || (await putHold(table, changed))) return;
  }
  throw new GatewayError('recorder-unavailable', 'The hold is changed by others at the same time. Try again.');
}

async function conditionally(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (thrown) {
    if (thrown instanceof ConditionalCheckFailedException) return false;
    throw thrown;
  }
}

function revisionIs(revision: number) {
  return {
    ExpressionAttributeNames: { '#revision': 'revision' },
    ExpressionAttributeValues: { ':revision': { N: String(revision) } },
  };
}

function holdOf({ sk, since, holdState, firstSeq, upTo, revision }: Item): Hold {
  return {
    session: sk?.S ?? '',
    since: since?.S ?? '',
    state: holdState?.S === 'released' ? 'released' : 'held',
    revision: Number(revision?.N),
    ...(firstSeq?.N === undefined ? {} : { first: Number(firstSeq.N) }),
    ...(upTo?.N === undefined ? {} : { upTo: Number(upTo.N) }),
  };
}

function partition({ tenant }: Table): string {
  return `${tenant}#H#session`;
}
