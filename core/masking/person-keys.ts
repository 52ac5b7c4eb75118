/**
 * The keys of persons (crypto-shredding): what a person is known by falls into one of many groups, each with a key of its own that
 * every pseudonym of the group is made with. Whoever destroys it cuts those pseudonyms from their person for good.
 */

import { randomBytes } from 'node:crypto';
import { hmacSha256 } from '../canonical.ts';

/** Few enough for one item of a store, so many that hardly anybody else is in a person's group. */
export const personGroups = 8192;
/** Each beside the installation's own key: a stolen list of them makes no pseudonym. */
export const personKeyBytes = 16;

/** All keys, one behind the other. */
export type PersonKeyList = Uint8Array;

export type PersonKeys = {
  /** As they are now; what another process destroyed is seen within a minute. */
  readonly current: () => PersonKeyList;
  /** Puts fresh keys in the place of these groups'. Durable when it returns. Errors: `recorder-unavailable`. */
  readonly destroy: (groups: readonly number[]) => Promise<void>;
};

export function newPersonKeys(): PersonKeyList {
  return new Uint8Array(randomBytes(personGroups * personKeyBytes));
}

/** The group of what a person is known by, however it is spelled. */
export function groupOf(secret: Uint8Array, value: string): number {
  const plain = value.toLowerCase().replace(/[\s-]/g, '');
  return hmacSha256(secret).update(`group\0${plain}`).digest().readUInt32BE() % personGroups;
}

export function keyOfGroup(keys: PersonKeyList, group: number): Uint8Array {
  return keys.subarray(group * personKeyBytes, (group + 1) * personKeyBytes);
}

/** The same list with fresh keys for these groups. */
export function withoutGroups(keys: PersonKeyList, groups: readonly number[]): PersonKeyList {
  const fresh = new Uint8Array(keys);
  for (const group of groups) fresh.set(randomBytes(personKeyBytes), group * personKeyBytes);
  return fresh;
}

/** Errors: TypeError for what is no list of such keys. */
export function requirePersonKeys(keys: Uint8Array): PersonKeyList {
  if (keys.byteLength === personGroups * personKeyBytes) return keys;
  throw new TypeError(`person keys: ${keys.byteLength} bytes instead of ${personGroups * personKeyBytes}`);
}
