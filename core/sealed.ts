/** Purpose keys (HKDF, RFC 5869) and authenticated encryption (AES-256-GCM): what is sealed for one purpose opens for no other. */

import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes } from 'node:crypto';
import type { Sealed } from './model.ts';

/** What a key may be used for. A value made for one purpose is worthless for every other (threats 26). */
export type Purpose =
  | 'issued-credentials'
  | 'issued-secret'
  | 'search-cursor'
  | 'call-digest'
  | 'recorded-hash'
  | 'pseudonym'
  | 'csrf'
  | 'approval-link'
  | 'page-session'
  | 'sign-in-state'
  | 'stored-call'
  | 'flow-token'
  | 'task-token'
  | 'mcp-session'
  | 'mcp-state'
  | 'mcp-relay';

/** The installation's root keys by id. Old ones only open and verify; `current` also seals. */
export type Keyring = {
  readonly current: string;
  readonly roots: ReadonlyMap<string, Uint8Array>;
};

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** The 32-byte key of one purpose under one root key; `undefined` for a key id that the ring does not hold. */
export function purposeKey(keyring: Keyring, purpose: Purpose, keyId: string = keyring.current): Uint8Array | undefined {
  const root = keyring.roots.get(keyId);
  if (root === undefined) return undefined;
  const derived = derivedFrom(root);
  const known = derived.get(purpose);
  if (known !== undefined) return known;
  const key = new Uint8Array(hkdfSync('sha256', root, 'countersign', purpose, 32));
  derived.set(purpose, key);
  return key;
}

/** Derived once a root and purpose, not once a request. Nothing outlives the keyring that holds the root. */
const derivations = new WeakMap<Uint8Array, Map<Purpose, Uint8Array>>();

function derivedFrom(root: Uint8Array): Map<Purpose, Uint8Array> {
  const known = derivations.get(root) ?? new Map<Purpose, Uint8Array>();
  derivations.set(root, known);
  return known;
}

/** The current key of one purpose. */
export function currentKey(keyring: Keyring, purpose: Purpose): Uint8Array {
  const key = purposeKey(keyring, purpose);
  if (key === undefined) throw new TypeError(`keyring: the current key "${keyring.current}" is missing`);
  return key;
}

/** Seals bytes: `<key id>.<base64url(nonce ‖ tag ‖ ciphertext)>`. The purpose and the key id are authenticated with it. */
export function seal(keyring: Keyring, purpose: Purpose, clear: Uint8Array): Sealed {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, createSecretKey(currentKey(keyring, purpose)), nonce);
  cipher.setAAD(associatedData(purpose, keyring.current));
  const body = Buffer.concat([cipher.update(clear), cipher.final()]);
  const text = Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
  return `${keyring.current}.${text}` as Sealed;
}

/** What a store gives back of something sealed. Whatever else the text may be, `unseal` refuses it. */
export function storedSealed(text: string): Sealed {
  return text as Sealed;
}

/** Opens what `seal` made for the same purpose; `undefined` for anything else, whatever is wrong with it. */
export function unseal(keyring: Keyring, purpose: Purpose, sealed: string): Uint8Array | undefined {
  const dot = sealed.indexOf('.');
  const keyId = sealed.slice(0, Math.max(dot, 0));
  const text = sealed.slice(dot + 1);
  const bytes = Buffer.from(text, 'base64url');
  const key = purposeKey(keyring, purpose, keyId);
  // Base64url has several spellings of one value; only the one that `seal` writes is accepted.
  if (key === undefined || bytes.length < nonceBytes + tagBytes || bytes.toString('base64url') !== text) return undefined;
  return decrypt(key, bytes, associatedData(purpose, keyId));
}

function decrypt(key: Uint8Array, bytes: Buffer, aad: Uint8Array): Uint8Array | undefined {
  // A key object, because Node takes several times as long over a key of bytes.
  const decipher = createDecipheriv(algorithm, createSecretKey(key), bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(aad);
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    return new Uint8Array(Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]));
  } catch {
    return undefined;
  }
}

function associatedData(purpose: Purpose, keyId: string): Uint8Array {
  return Buffer.from(`countersign\0${purpose}\0${keyId}`);
}
