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
    !/^(?:[0-9]{1,5}|[./~][\w./-]*|https?:\/\/[^@]*)$/.test(value) &&
    !isReference(value)
  );
}

/** `registry.example.com/auth-token:3f2a1b0` is an image, whatever its name. */
function isImageTag(match: readonly (string | undefined)[], image: string): boolean {
  const { input = '', index = 0 } = match as RegExpExecArray;
  return match[0] === image && input[index - 1] === '/' && /:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/.test(image);
}

/** Where a secret lies, in words: `prod/db:password` of CodeBuild, `secret/data/app#token` of Vault. One slash alone may be of a password. */
function isReference(value: string): boolean {
  const [path = '', ...fields] = value.split(/[:#]/);
  const slashes = path.split('/').length - 1;
  return slashes + fields.length > 1 && slashes > 0 && isPath(path) && fields.every((field) => field === '' || isPath(field));
}

/** Of a value that a name calls a key: made by chance, and nothing that only names a thing. */
export function looksLikeKey(value: string): boolean {
  return /^(?:base64:)?[A-Za-z0-9+/_=.~-]{20,200}$/.test(value) && !isIdentifier(value) && !isPath(value) && looksRandom(value);
}

/** Of a value that is called a key and nothing more: not a digest, by which things are cached and partitioned, and not a path. */
function isKeyAlone(value: string): boolean {
  return /^[A-Za-z0-9_-]{24,200}$/.test(value) && looksLikeKey(value) && !/^[a-f0-9-]+$/i.test(value) && entropy(value) >= 3.7;
}

/** Words and numbers, with single signs between them. */
function isPath(value: string): boolean {
  return /^[./]?(?:[A-Za-z]{1,24}|[0-9]{1,10})(?:[._/-]{1,2}(?:[A-Za-z]{1,24}|[0-9]{1,10}))*$/.test(value);
}

/** The detector's check: group 1 is the name, one of the others the value. */
export function isSecretAssignment(value: string, match: readonly (string | undefined)[]): boolean {
  const [, name = '', ...values] = match;
  const secret = values.find((text) => text !== undefined) ?? value;
  if (isImageTag(match, `${name}:${secret}`)) return false;
  if (isKeyName(name)) return looksLikeKey(secret);
  if (/^key$/i.test(name)) return isKeyAlone(secret);
  if (!isSecretKey(name) || !isSecretValue(secret)) return false;
  return !/^[A-Za-z]+[.,:;!?]?$/.test(secret) || (secret.length >= 12 && entropy(secret) >= 3.3);
}
