/** Canonical JSON (RFC 8785, JCS) and the hashes over it. */

import { createHash, createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Json } from './model.ts';

/** One JSON value → its only text. Members that are `undefined` are left out; NaN and Infinity are refused by JCS itself. */
export function canonicalJson(value: Json): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('canonicalJson: the value has no JSON form');
  return text;
}

/** SHA-256 in lower-case hex. */
export function sha256Hex(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** HMAC-SHA-256 in lower-case hex: the only hash that may be taken of something unmasked. */
export function keyedHashHex(key: Uint8Array, data: string | Uint8Array): string {
  return createHmac('sha256', key).update(data).digest('hex');
}

/** The same of what arrives in parts; its end is asked for once. */
export function createKeyedHash(key: Uint8Array): { readonly add: (data: Uint8Array) => void; readonly hex: () => string } {
  const hash = createHmac('sha256', key);
  return { add: (data) => void hash.update(data), hex: () => hash.digest('hex') };
}
