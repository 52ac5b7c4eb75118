/** An assignment in free text: whether its name says secret, and its value is one. */

import { entropy, isPlaceholder, looksRandom } from './entropy.ts';
import { isIdentifier, isUuid } from './identifiers.ts';
import { isKeyName, isSecretKey } from './key-names.ts';

/** Of a value beside a name: neither a stand-in nor something that only names a thing. */
export function isSecretValue(value: string): boolean {
  return (
    value.length >= 4 &&
    !isPlaceholder(value) &&
    // Many a service hands out UUIDs as its keys.
    (!isIdentifier(value) || isUuid(value)) &&
    !/^(?:[0-9]{1,5}|[./~][\w./-]*|https?:\/\/[^@]*)$/.test(value)
  );
}

/** Of a value that a name calls a key: made by chance, and nothing that only names a thing. */
export function looksLikeKey(value: string): boolean {
  return /^(?:base64:)?[A-Za-z0-9+/_=.~-]{20,200}$/.test(value) && !isIdentifier(value) && !isPath(value) && looksRandom(value);
}

/** Words and numbers, with single signs between them. */
function isPath(value: string): boolean {
  return /^[./]?(?:[A-Za-z]{1,24}|[0-9]{1,10})(?:[._/-]{1,2}(?:[A-Za-z]{1,24}|[0-9]{1,10}))*$/.test(value);
}

/** The detector's check: group 1 is the name, one of the others the value. */
export function isSecretAssignment(value: string, [, name = '', ...values]: readonly (string | undefined)[]): boolean {
  const secret = values.find((text) => text !== undefined) ?? value;
  if (isKeyName(name)) return looksLikeKey(secret);
  if (!isSecretKey(name) || !isSecretValue(secret)) return false;
  return !/^[A-Za-z]+[.,:;!?]?$/.test(secret) || (secret.length >= 12 && entropy(secret) >= 3.3);
}
