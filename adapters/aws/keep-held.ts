/**
 * Puts legal holds into effect on AWS: the segments and bodies of sessions on hold get S3's legal hold, those of released ones lose
 * it. Events of the table expire all the same: nobody may change one. It goes on where it stopped, and may be repeated.
 */

import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { GatewayError } from '#core/errors.ts';
import { textAt } from '#core/recording/read-json.ts';
import { unpackSegment } from '#core/recording/segment.ts';
import { columnsOf } from '#core/recording/stored-event.ts';
import { reaching, type Table } from './dynamodb.ts';
import { forgetHold, type Hold, putHold, readHolds } from './dynamodb-holds.ts';
import { checkpointAt, firstAfter, newestCheckpoint, sealedWithin } from './read-checkpoints.ts';
import { sessionPartition } from './record-item.ts';
import type { LegalHolds } from './s3-legal-holds.ts';
import type { RecordFiles } from './s3-record-files.ts';

export type HeldPorts = { readonly table: Table; readonly files: RecordFiles; readonly legalHolds: LegalHolds };

/** So many segments of one session are looked at in one run; the next run goes on. */
const mostSegments = 500;

/** Errors: `recorder-unavailable`; what was not done is done the next time. */
export function keepHeld(ports: HeldPorts): Promise<void> {
  return reaching('the holds', () => keepAll(ports));
}

async function keepAll(ports: HeldPorts): Promise<void> {
  const holds = await readHolds(ports.table);
  const released = holds.filter(({ state }) => state === 'released');
  // What a released session shared with others is held anew for them, so they begin again before anything is let go.
  if (released.length > 0) await beginAgain(holds, ports.table);
  for (const hold of released) await letGo(hold, ports);
  const held = (await readHolds(ports.table)).filter(({ state }) => state === 'held');
  for (const hold of held) await goOn(hold, ports);
}

async function beginAgain(holds: readonly Hold[], table: Table): Promise<void> {
  for (const hold of holds) {
    if (hold.state === 'held' && hold.first !== undefined) await putHold(table, { ...hold, upTo: hold.first - 1 });
  }
}

async function letGo(hold: Hold, ports: HeldPorts): Promise<void> {
  const { first, upTo = 0 } = hold;
  for (let seq = first ?? 1; first !== undefined && seq <= upTo; seq += 1) await setAt(seq, hold.session, 'OFF', ports);
  await forgetHold(ports.table, hold);
}

async function goOn(hold: Hold, ports: HeldPorts): Promise<void> {
  const { table } = ports;
  const newest = (await newestCheckpoint(table))?.checkpoint.seq ?? 0;
  const span = await spanOf(table, hold.session);
  const first = hold.first ?? (span === undefined ? undefined : await firstAfter(table, span.begin, newest));
  if (first === undefined) return;
  const done = hold.upTo ?? first - 1;
  const last = span === undefined ? done : (await firstAfter(table, span.end, newest)) + sealedWithin - 1;
  const upTo = Math.min(last, newest, done + mostSegments);
  for (let seq = done + 1; seq <= upTo; seq += 1) await setAt(seq, hold.session, 'ON', ports);
  // Events of a session that goes on may still be sealed behind the newest checkpoint.
  await putHold(table, { ...hold, first, upTo: Math.max(done, upTo) });
}

/** Times of the session's first and last event, while the table still has them. */
async function spanOf(table: Table, session: string): Promise<{ readonly begin: string; readonly end: string } | undefined> {
  const [begin, end] = [await edgeOf(table, session, 'first'), await edgeOf(table, session, 'last')];
  return begin === undefined || end === undefined ? undefined : { begin, end };
}

async function edgeOf({ client, name, tenant }: Table, session: string, edge: 'first' | 'last'): Promise<string | undefined> {
  const { Items } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
      ExpressionAttributeValues: { ':pk': { S: sessionPartition(tenant, session) }, ':event': { S: 'E#' } },
      ScanIndexForward: edge === 'first',
      Limit: 1,
    }),
  );
  const milliseconds = Number(Items?.[0]?.at?.S?.split('#')[0]);
  return Number.isNaN(milliseconds) ? undefined : new Date(milliseconds).toISOString();
}

/** The segment of one checkpoint with the bodies that its events of the session name. */
async function setAt(seq: number, session: string, status: 'ON' | 'OFF', { table, files, legalHolds }: HeldPorts): Promise<void> {
  const segment = (await checkpointAt(table, seq))?.checkpoint.segment;
  const bytes = segment === undefined ? undefined : await whileThere(() => files.get(segment.key));
  if (segment === undefined || bytes === undefined) return;
  const events = (unpackSegment(bytes) ?? []).map((line) => JSON.parse(line)).filter((event) => isOf(event, session));
  if (events.length === 0) return;
  const bodies = events.flatMap((event) => bodyOf(event, table.tenant));
  for (const key of new Set([segment.key, ...bodies])) await legalHolds.set(key, status);
}

type Parsed = Parameters<typeof columnsOf>[0];

function isOf(event: Parsed, session: string): boolean {
  return textAt(event, 'actor', 'session', 'uid') === session;
}

function bodyOf(event: Parsed, tenant: string): readonly string[] {
  const [place, sha256] = ['place', 'sha256'].map((name) => textAt(event, 'unmapped', 'countersign', 'body', name));
  return place === 'beside' ? [`bodies/${tenant}/${columnsOf(event).time.slice(0, 10)}/${sha256}.gz`] : [];
}

/** A segment beyond its retention is gone. */
async function whileThere<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (thrown) {
    const { cause } = thrown instanceof GatewayError ? thrown : { cause: thrown };
    if (cause instanceof Error && cause.name === 'NoSuchKey') return undefined;
    throw thrown;
  }
}
