/** Event ↔ item of the table: which partitions it is found in, and what of it stands beside its line. */

import { gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { sha256Hex } from '#core/canonical.ts';
import type { EventColumns, StoredEvent } from '#core/ports.ts';
import { placeOf } from '#core/recording/body.ts';
import { epochMilliseconds } from '#core/recording/epoch.ts';
import { storedEvent } from '#core/recording/stored-event.ts';
import { wordsOf } from '#core/recording/words.ts';
import { packLine, unpackLine } from './packed-line.ts';

export type Item = Record<string, AttributeValue>;
export type ItemKey = { readonly pk: string; readonly sk: string };

/** A partition takes about 1,000 writes a second; what everybody writes into is spread over these. */
export const shards: readonly string[] = [...'0123456789abcdef'];

const daySeconds = 86_400;

export type Keeping = { readonly tenant: string; readonly hotDays: number };

/** Intents are in no index: they cost one write unit less, and their session leads to them, by what an event has one of. */
export function itemOf(event: StoredEvent, { tenant, hotDays }: Keeping): Item {
  const { columns, line, body } = event;
  const { pk, sk } = keyOf(tenant, columns);
  return {
    pk: { S: pk },
    sk: { S: sk },
    at: { S: atOf(columns) },
    ...texts({
      ...listed(columns),
      ...(columns.kind === 'intent' ? {} : indexKeys(tenant, columns)),
      bodyKey: bodyKeyOf(tenant, event),
    }),
    ...(columns.kind === 'intent' ? {} : sets({ groups: columns.groups, resources: columns.resources, ...searched(columns) })),
    line: { B: packLine(line) },
    ...(body !== undefined && placeOf(body) === 'inline' ? { body: { B: gzipSync(body) } } : {}),
    expiresAt: { N: expiryOf(columns, hotDays) },
  };
}

/** What an index shows of the event's second and further resources; `ofPk` and `ofSk` lead to the event itself. */
export function extraItems({ columns }: StoredEvent, { tenant, hotDays }: Keeping): readonly Item[] {
  if (columns.kind === 'intent') return [];
  const { pk, sk } = keyOf(tenant, columns);
  return [...new Set(columns.resources)].slice(1).map((resource) => ({
    pk: { S: `${tenant}#Y#${resource}` },
    sk: { S: sk },
    at: { S: atOf(columns) },
    ofPk: { S: pk },
    ofSk: { S: sk },
    ...texts({ ...listed(columns), resourceKey: resourceKey(tenant, resource, columns.time) }),
    ...sets({ groups: columns.groups, ...searched(columns) }),
    expiresAt: { N: expiryOf(columns, hotDays) },
  }));
}

/** Errors: `TypeError` for an item that no recorder made. */
export function eventOf(item: Item, body?: Uint8Array): StoredEvent {
  return storedEvent(lineOf(item), body);
}

export function lineOf({ line }: Item): string {
  return unpackLine(line?.B);
}

/** Events without a session (of callers that nobody could tell) are spread over the day's shards. */
export function keyOf(tenant: string, { id, session, time }: EventColumns): ItemKey {
  const pk = session === undefined ? `${tenant}#N#${time.slice(0, 10)}#${shardOf(id)}` : sessionPartition(tenant, session);
  return { pk, sk: `E#${id}` };
}

export function sessionPartition(tenant: string, session: string): string {
  return `${tenant}#S#${session}`;
}

/** Where the body lies when it is too large to lie with its event: under its own hash, so that equal bodies are one object. */
export function bodyKeyOf(tenant: string, { columns, body }: StoredEvent): string | undefined {
  if (body === undefined || placeOf(body) === 'inline') return undefined;
  return `bodies/${tenant}/${columns.time.slice(0, 10)}/${sha256Hex(body)}.gz`;
}

/** The sort key of every index: `<milliseconds>#<ulid>`. */
export function atOf({ time, id }: { readonly time: string; readonly id: string }): string {
  return `${epochMilliseconds(time)}#${id}`;
}

export function shardOf(id: string): string {
  return sha256Hex(id).slice(0, 1);
}

/** Month and day of a partition are those of the event's time. The first resource and the first mark only: an item has one key an index. */
function indexKeys(tenant: string, { id, time, principal, operation, resources, mark }: EventColumns): Partition {
  const [day, month] = [time.slice(0, 10), time.slice(0, 7)];
  const shard = shardOf(id);
  return {
    dayKey: `${tenant}#D#${day}#${shard}`,
    principalKey: principal === undefined ? undefined : `${tenant}#U#${principal}#${month}`,
    operationKey: operation === undefined ? undefined : `${tenant}#O#${operation}#${day}#${shard}`,
    resourceKey: resources[0] === undefined ? undefined : resourceKey(tenant, resources[0], time),
    markKey: mark === undefined ? undefined : `${tenant}#X#${mark}#${day}#${shard}`,
  };
}

function searched({ maskedClasses, reason }: EventColumns): { readonly [name: string]: readonly string[] } {
  return { maskedClasses, words: wordsOf(reason ?? '') };
}

function resourceKey(tenant: string, resource: string, time: string): string {
  return `${tenant}#R#${resource}#${time.slice(0, 7)}`;
}

function expiryOf({ time }: EventColumns, hotDays: number): string {
  return String(Math.floor(epochMilliseconds(time) / 1000) + hotDays * daySeconds);
}

type Partition = { readonly [name: string]: string | undefined };

function listed({
  kind,
  session,
  callId,
  principal,
  service,
  operation,
  access,
  connection,
  decision,
  client,
  approval,
}: EventColumns): Partition {
  return { kind, session, call: callId, principal, service, operation, access, connection, decision, client, approval };
}

function texts(members: Partition): Item {
  const present = Object.entries(members).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, { S: value }] as const],
  );
  return Object.fromEntries(present);
}

/** DynamoDB has no empty sets. */
function sets(members: { readonly [name: string]: readonly string[] }): Item {
  const present = Object.entries(members).filter(([, values]) => values.length > 0);
  return Object.fromEntries(present.map(([name, values]) => [name, { SS: [...new Set(values)] }]));
}
