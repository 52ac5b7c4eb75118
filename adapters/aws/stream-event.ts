/** What the table's stream says: events that were put, and changes of events that nobody may make. */

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { canonicalJson, sha256Hex } from '#core/canonical.ts';
import type { Item } from './record-item.ts';

/** A record of a DynamoDB stream as Lambda hands it on: binary values in base64. */
export type StreamRecord = {
  readonly eventName?: string;
  readonly userIdentity?: { readonly type?: string; readonly principalId?: string };
  readonly dynamodb?: { readonly Keys?: StreamImage; readonly NewImage?: StreamImage; readonly OldImage?: StreamImage };
};

type StreamValue = { readonly S?: string; readonly N?: string; readonly B?: string; readonly SS?: readonly string[] };
type StreamImage = { readonly [name: string]: StreamValue };

export type StreamChange = {
  readonly event: string;
  readonly what: 'changed' | 'deleted';
  readonly before: string;
  readonly after?: string;
};

export type ReadStream = { readonly inserted: readonly Item[]; readonly changes: readonly StreamChange[] };

/** Only events: what else lies in the table may change. */
export function readStream(records: readonly StreamRecord[], tenant: string): ReadStream {
  const own = records.filter(({ dynamodb }) => isEvent(dynamodb?.Keys, tenant));
  return {
    inserted: own.flatMap(({ eventName, dynamodb }) => (eventName === 'INSERT' ? [itemOf(dynamodb?.NewImage ?? {})] : [])),
    changes: own.flatMap(changeOf),
  };
}

function isEvent(keys: StreamImage | undefined, tenant: string): boolean {
  const pk = keys?.pk?.S ?? '';
  return pk.startsWith(`${tenant}#S#`) || pk.startsWith(`${tenant}#N#`);
}

/** DynamoDB itself takes events away when they expire, and says so. */
function changeOf({ eventName, userIdentity, dynamodb }: StreamRecord): readonly StreamChange[] {
  const event = (dynamodb?.Keys?.sk?.S ?? '').slice(2);
  const before = hashOf(dynamodb?.OldImage);
  if (eventName === 'MODIFY') return [{ event, what: 'changed', before, after: hashOf(dynamodb?.NewImage) }];
  const isExpiry = userIdentity?.type === 'Service' && userIdentity.principalId === 'dynamodb.amazonaws.com';
  return eventName === 'REMOVE' && !isExpiry ? [{ event, what: 'deleted', before }] : [];
}

function hashOf(image: StreamImage | undefined): string {
  const values = Object.entries(image ?? {}).map(([name, value]) => [name, JSON.stringify(value)]);
  return sha256Hex(canonicalJson(Object.fromEntries(values)));
}

function itemOf(image: StreamImage): Item {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, attributeOf(value)]));
}

function attributeOf({ S, N, B, SS }: StreamValue): AttributeValue {
  if (S !== undefined) return { S };
  if (N !== undefined) return { N };
  if (B !== undefined) return { B: Buffer.from(B, 'base64') };
  return { SS: [...(SS ?? [])] };
}
