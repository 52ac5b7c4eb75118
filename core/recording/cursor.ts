/** The cursor of a search: a place in the walk that only this installation can have written, and only for the same question. */

import { timingSafeEqual } from 'node:crypto';
import { canonicalJson, hmacSha256, sha256Hex } from '../canonical.ts';
import { GatewayError } from '../errors.ts';
import type { Json } from '../model.ts';
import type { Position } from '../ports.ts';
import { currentKey, type Keyring, purposeKey } from '../sealed.ts';
import { type Loose, plain } from './plain.ts';
import { memberOf, textAt } from './read-json.ts';

/** What a cursor belongs to: the installation, its tenant, and the question with everything that cut it down. */
export type CursorScope = {
  readonly keyring: Keyring;
  readonly tenant: string;
  readonly query: { readonly [name: string]: string | undefined };
};

export type Place = { readonly time: string; readonly id: string };

const version = 1;
const macBytes = 32;
const maxLength = 2000;

/** Base64url of the canonical content and its HMAC. */
export function sealCursor(position: Position, scope: CursorScope): string {
  return sealPlace(position, scope);
}

/** The same for a place that says more than a position. */
export function sealPlace(place: Loose, { keyring, tenant, query }: CursorScope): string {
  const content = Buffer.from(
    canonicalJson(plain({ v: version, key: keyring.current, tenant, query: hashOf(query), position: place })),
  );
  return Buffer.concat([content, macOf(currentKey(keyring, 'search-cursor'), content)]).toString('base64url');
}

/** Errors: `malformed-request` for everything that `sealCursor` did not write for the same tenant and question. */
export function openCursor(cursor: string, scope: CursorScope): Position {
  const position = openPlace(cursor, scope);
  const place = placeOf(position);
  if (place === undefined) throw refused();
  const newest = placeOf(memberOf(position, 'newest'));
  return newest === undefined ? place : { ...place, newest };
}

/** What `sealPlace` was given. Errors: as for a position. */
export function openPlace(cursor: string, scope: CursorScope): Json {
  const content = authentic(cursor, scope.keyring);
  if (content === undefined || textAt(content, 'tenant') !== scope.tenant || textAt(content, 'query') !== hashOf(scope.query)) {
    throw refused();
  }
  const place = memberOf(content, 'position');
  if (place === undefined) throw refused();
  return place;
}

/** The content, once its HMAC is known to be ours. Base64url has several spellings of one value; only the one that we write is taken. */
function authentic(cursor: string, keyring: Keyring): Json | undefined {
  const bytes = Buffer.from(cursor.slice(0, maxLength), 'base64url');
  if (bytes.length <= macBytes || bytes.toString('base64url') !== cursor) return undefined;
  const content = bytes.subarray(0, -macBytes);
  const parsed = parse(content);
  const key = purposeKey(keyring, 'search-cursor', textAt(parsed, 'key') ?? '');
  if (key === undefined || !timingSafeEqual(macOf(key, content), bytes.subarray(-macBytes))) return undefined;
  return memberOf(parsed, 'v') === version ? parsed : undefined;
}

function parse(content: Uint8Array): Json | undefined {
  try {
    return JSON.parse(Buffer.from(content).toString('utf8'));
  } catch {
    return undefined;
  }
}

export function placeOf(value: Json | undefined): Place | undefined {
  const [time, id] = [textAt(value, 'time'), textAt(value, 'id')];
  return time === undefined || id === undefined ? undefined : { time, id };
}

function macOf(key: Uint8Array, content: Uint8Array): Buffer {
  return hmacSha256(key).update(content).digest();
}

function hashOf(query: CursorScope['query']): string {
  return sha256Hex(canonicalJson(plain(query)));
}

function refused(): GatewayError {
  return new GatewayError(
    'malformed-request',
    'The cursor does not belong to this search. Ask again without it, and change nothing but the cursor between pages.',
  );
}
