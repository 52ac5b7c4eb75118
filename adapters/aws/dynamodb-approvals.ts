/** Approvals on AWS: each change is one conditional write on one item, and so is becoming the newest of a digest. */

import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  PutItemCommand,
  QueryCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { Approval, ApprovalState } from '#core/approval/approval.ts';
import type { ApprovalQuery, ApprovalStore } from '#core/approval/approval-ports.ts';
import {
  approvalItem,
  approvalKey,
  approvalOf,
  digestKey,
  keyItem,
  type ListName,
  listKey,
  listsFor,
  listsOf,
  matches,
  pointerItem,
} from './approval-item.ts';
import { reaching, type Table } from './dynamodb.ts';
import { readItem } from './read-items.ts';
import type { Item, ItemKey } from './record-item.ts';

export type ApprovalsOptions = {
  readonly table: Table;
  /** How long approvals are kept. */
  readonly hotDays: number;
};

/** How many a list looks at before it answers what it has. */
const mostConsidered = 1000;

export function createDynamoDbApprovals({ table, hotDays }: ApprovalsOptions): ApprovalStore {
  const keeping = { tenant: table.tenant, hotDays };

  async function create(approval: Approval, after: string | undefined): Promise<boolean> {
    const { id, digest } = approval;
    if (!(await put(table, { Item: approvalItem(approval, keeping), ConditionExpression: 'attribute_not_exists(pk)' })))
      return false;
    // Listed before it counts, so that what counts is always listed; the pointer of the digest is what makes it count.
    const listed = listsOf(approval).flatMap((list) => pointersOf(list, id));
    await write(
      table,
      listed.map((key) => ({ PutRequest: { Item: pointerItem(key, approval, keeping) } })),
    );
    const pointer = pointerItem(digestKey(table.tenant, digest), approval, keeping);
    if (await put(table, { Item: pointer, ...expecting(after) })) return true;
    await write(table, [approvalKey(table.tenant, id), ...listed].map(removal));
    return false;
  }

  async function replace(approval: Approval): Promise<boolean> {
    const isStored = await put(table, {
      Item: approvalItem(approval, keeping),
      ConditionExpression: 'version = :version',
      ExpressionAttributeValues: { ':version': { N: String(approval.version - 1) } },
    });
    if (isStored && !isOpen(approval.state)) await unlist(approval);
    return isStored;
  }

  /** Lists only lead to approvals: what stays in one by a crash is looked at, and left out. */
  async function unlist(approval: Approval): Promise<void> {
    await write(
      table,
      listsOf(approval).map((list) => removal(listKey(table.tenant, list, 'open', approval.id))),
    );
  }

  async function find(id: string): Promise<Approval | undefined> {
    const item = await readItem(table, approvalKey(table.tenant, id));
    return item === undefined ? undefined : approvalOf(item);
  }

  async function newestOf(digest: string): Promise<Approval | undefined> {
    const id = (await readItem(table, digestKey(table.tenant, digest)))?.approval?.S;
    return id === undefined ? undefined : find(id);
  }

  async function list(query: ApprovalQuery, limit: number): Promise<readonly Approval[]> {
    const kind = query.states.every(isOpen) ? 'open' : 'every';
    const pages = await Promise.all(listsFor(query).map((name) => idsIn(table, name, kind)));
    const ids = [...new Set(pages.flat())].sort().reverse().slice(0, mostConsidered);
    const found: Approval[] = [];
    for (let start = 0; start < ids.length && found.length < limit; start += batch) {
      const read = await Promise.all(ids.slice(start, start + batch).map(find));
      found.push(...read.flatMap((approval) => (approval !== undefined && matches(approval, query) ? [approval] : [])));
    }
    return found.slice(0, limit);
  }

  function pointersOf(name: ListName, id: string): readonly ItemKey[] {
    return [listKey(table.tenant, name, 'open', id), listKey(table.tenant, name, 'every', id)];
  }

  return {
    create: (approval, after) => reaching('the approvals', () => create(approval, after)),
    find: (id) => reaching('the approvals', () => find(id)),
    newestOf: (digest) => reaching('the approvals', () => newestOf(digest)),
    replace: (approval) => reaching('the approvals', () => replace(approval)),
    list: (query, limit) => reaching('the approvals', () => list(query, limit)),
  };
}

/** Read one by one, because a batch of DynamoDB's gives what was a moment ago. */
const batch = 50;
const mostWritten = 25;

function isOpen(state: ApprovalState): boolean {
  return state === 'pending' || state === 'approved';
}

function expecting(after: string | undefined) {
  if (after === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return { ConditionExpression: 'approval = :after', ExpressionAttributeValues: { ':after': { S: after } } };
}

type Put = {
  readonly Item: Item;
  readonly ConditionExpression?: string;
  readonly ExpressionAttributeValues?: Item;
};

/** `false` when the condition does not hold. */
async function put({ client, name }: Table, what: Put): Promise<boolean> {
  try {
    await client.send(new PutItemCommand({ TableName: name, ...what }));
    return true;
  } catch (thrown) {
    if (thrown instanceof ConditionalCheckFailedException) return false;
    throw thrown;
  }
}

function removal(key: ItemKey): WriteRequest {
  return { DeleteRequest: { Key: keyItem(key) } };
}

/** DynamoDB takes 25 at a time, and may leave some over when it is throttled. */
async function write({ client, name }: Table, requests: readonly WriteRequest[]): Promise<void> {
  let left = [...requests];
  while (left.length > 0) {
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [name]: left.slice(0, mostWritten) } }),
    );
    left = [...left.slice(mostWritten), ...(UnprocessedItems?.[name] ?? [])];
  }
}

/** Newest first. */
async function idsIn({ client, name, tenant }: Table, list: ListName, kind: 'open' | 'every'): Promise<readonly string[]> {
  const { pk, sk } = listKey(tenant, list, kind, '');
  const ids: string[] = [];
  let start: Item | undefined;
  do {
    const { Items, LastEvaluatedKey } = await client.send(
      new QueryCommand({
        TableName: name,
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: mostConsidered,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': { S: pk }, ':sk': { S: sk } },
        ExclusiveStartKey: start,
      }),
    );
    ids.push(...(Items ?? []).flatMap(({ approval }) => approval?.S ?? []));
    start = LastEvaluatedKey;
  } while (start !== undefined && ids.length < mostConsidered);
  return ids;
}
