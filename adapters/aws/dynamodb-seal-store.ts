/** What the sealer reads and writes on AWS: events of a backlog, segments and checkpoints in S3, and the number of each checkpoint in the table. */

import { ConditionalCheckFailedException, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Now } from '#core/ports.ts';
import { checkpointKey, readCheckpoint, type SignedCheckpoint, writeCheckpoint } from '#core/recording/checkpoint.ts';
import { sealable } from '#core/recording/sealable.ts';
import type { SealStore, Unsealed } from '#core/recording/sealing-ports.ts';
import type { Backlog } from './backlog.ts';
import { reaching, type Table } from './dynamodb.ts';
import { readItem, readItems } from './read-items.ts';
import { type Item, lineOf } from './record-item.ts';
import type { RecordFiles } from './s3-record-files.ts';
import { attributes, sealingKeys, type Waiting } from './sealing-item.ts';

export type SealStoreOptions = {
  readonly table: Table;
  readonly files: RecordFiles;
  readonly backlog: Backlog;
  readonly now: Now;
};

/** The shards of a stream come at their own pace: so much later than another an event may still come. */
const shardLagMinutes = 60;

/** Up to which number each writer is sealed: what a checkpoint adds, kept with it. */
type Ends = ReadonlyMap<string, number>;

/**
 * The item of a checkpoint decides which sealer wins its number. Its file and the writers' ends are written after it, and again by the
 * next sealer, if this one dies in between.
 */
export function createDynamoDbSealStore({ table, files, backlog, now }: SealStoreOptions): SealStore {
  const { client, name, tenant } = table;
  const ends = new Map<string, number>();
  let bound: string | undefined;

  async function latest(): Promise<SignedCheckpoint | undefined> {
    const { pk } = sealingKeys.checkpoint(tenant, 0);
    const { Items } = await client.send(
      new QueryCommand({
        TableName: name,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
        ScanIndexForward: false,
        Limit: 1,
      }),
    );
    const [item] = Items ?? [];
    const signed = readCheckpoint(item?.content?.S ?? '');
    if (item === undefined || signed === undefined) return undefined;
    bound = signed.checkpoint.unsealedFrom;
    await finish(signed, endsOf(item.ends?.S));
    return signed;
  }

  async function unsealed(limit: number): Promise<Unsealed> {
    const all = [...backlog.all()];
    await learn(new Set(all.flatMap(({ place }) => place?.writer ?? [])));
    const { chosen, left } = sealable(all, ends, limit);
    const kept = new Set([...chosen, ...left].map(({ id }) => id));
    backlog.drop(all.flatMap(({ id }) => (kept.has(id) ? [] : [id])));
    const [events, gone] = await withLines(table, chosen);
    backlog.drop(gone);
    const added = new Map<string, number>();
    for (const { place } of chosen) if (place !== undefined) added.set(place.writer, place.sequence);
    return { events, mark: JSON.stringify([...added]), unsealedFrom: unsealedFrom(left) };
  }

  /** Behind a hole something is missing that nobody has seen: it is no older than what the last checkpoint expected. */
  function unsealedFrom(left: readonly Waiting[]): string | undefined {
    const lag = new Date(Date.parse(now()) - shardLagMinutes * 60_000).toISOString();
    const expected = left.length === 0 || bound === undefined ? [] : [bound];
    return [lag, ...expected, ...left.map(({ time }) => time)].toSorted()[0];
  }

  /** Reads how far the writers are sealed that this process does not know yet. */
  async function learn(writers: ReadonlySet<string>): Promise<void> {
    const unknown = [...writers].filter((writer) => !ends.has(writer));
    for (const item of await readItems(
      table,
      unknown.map((writer) => sealingKeys.writer(tenant, writer)),
    )) {
      raise(ends, item.sk?.S ?? '', Number(item.sealed?.N));
    }
    for (const writer of unknown) raise(ends, writer, 0);
  }

  async function put(signed: SignedCheckpoint, mark: string): Promise<'written' | 'taken'> {
    const content = writeCheckpoint(signed);
    const key = sealingKeys.checkpoint(tenant, signed.checkpoint.seq);
    const item: Item = { ...attributes(key), content: { S: content }, ends: { S: mark } };
    try {
      await client.send(new PutItemCommand({ TableName: name, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }));
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
      // A put whose answer was lost is refused when it comes again.
      if ((await readItem(table, key))?.content?.S !== content) return 'taken';
    }
    await finish(signed, endsOf(mark));
    return 'written';
  }

  async function finish(signed: SignedCheckpoint, added: Ends): Promise<void> {
    await files.put(checkpointKey(signed.checkpoint), Buffer.from(writeCheckpoint(signed)));
    for (const [writer, sealed] of added) {
      await raiseStored(table, writer, sealed);
      raise(ends, writer, sealed);
    }
  }

  return {
    latest: () => reaching('the record', latest),
    unsealed: (limit) => reaching('the record', () => unsealed(limit)),
    putSegment: (key, bytes) => files.put(key, bytes),
    putCheckpoint: (signed, mark) => reaching('the record', () => put(signed, mark)),
  };
}

async function raiseStored({ client, name, tenant }: Table, writer: string, sealed: number): Promise<void> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: name,
        Item: { ...attributes(sealingKeys.writer(tenant, writer)), sealed: { N: String(sealed) } },
        ConditionExpression: 'attribute_not_exists(pk) OR sealed < :sealed',
        ExpressionAttributeValues: { ':sealed': { N: String(sealed) } },
      }),
    );
  } catch (thrown) {
    if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
  }
}

function raise(ends: Map<string, number>, writer: string, sealed: number): void {
  ends.set(writer, Math.max(ends.get(writer) ?? 0, sealed));
}

function endsOf(mark: string | undefined): Ends {
  return new Map(JSON.parse(mark ?? '[]'));
}

/** The lines that the stream brought, and those read from the table; and the ids of events that are gone from it. */
async function withLines(table: Table, chosen: readonly Waiting[]) {
  const missing = chosen.filter(({ line }) => line === undefined).map(({ key }) => key);
  const read = new Map((await readItems(table, missing)).map((item) => [item.sk?.S?.slice(2) ?? '', lineOf(item)]));
  const lines = chosen.map(({ id, line }) => ({ id, line: line ?? read.get(id) }));
  const events = lines.flatMap(({ id, line }) => (line === undefined ? [] : [{ id, line }]));
  return [events, lines.flatMap(({ id, line }) => (line === undefined ? [id] : []))] as const;
}
