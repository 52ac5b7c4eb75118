/** An assignment in free text: whether its name says secret, and its value is one. */

import { entropy, isPlaceholder } from './entropy.ts';
import { isIdentifier } from './identifiers.ts';
import { isSecretKey } from './key-names.ts';

/** Of a value beside a name: neither a stand-in nor something that only names a thing. */
export function isSecretValue(value: string): boolean {
  return (
    value.length >= 4 &&
    !isPlaceholder(value) &&
    !isIdentifier(value) &&
    !/^(?:[0-9]{1,5}|[./~][\w./-]*|https?:\/\/[^@]*)$/.test(value)
  );
}

/** The detector's check: group 1 is the name, one of the others the value. */
export function isSecretAssignment(value: string, [, name = '', ...values]: readonly (string | undefined)[]): boolean {
  const secret = values.find((text) => text !== undefined) ?? value;
  if (!isSecretKey(name) || !isSecretValue(secret)) return false;
  return !/^[A-Za-z]+[.,:;!?]?$/.test(secret) || (secret.length >= 12 && entropy(secret) >= 3.3);
}
