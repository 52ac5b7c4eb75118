/** Names of upstream tools and prompts on the common endpoint: `{server}__{name}`, in the alphabet and length that every client takes. */

import { createHash } from 'node:crypto';

export const separator = '__';
const longest = 64;
const alphabet = /^[A-Za-z0-9_.-]+$/;
const digestCharacters = 6;

/** `undefined` for a name that no client could call: outside the alphabet. A long one is cut, and ends in six digits of its hash. */
export function prefixedName(server: string, name: string): string | undefined {
  if (!alphabet.test(name)) return undefined;
  const whole = `${server}${separator}${name}`;
  if (whole.length <= longest) return whole;
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, digestCharacters);
  return `${whole.slice(0, longest - digestCharacters - 1)}_${digest}`;
}

/** The server of a prefixed name; it ends at the first separator, which no connection's name holds. */
export function serverOf(name: string): string | undefined {
  const end = name.indexOf(separator);
  return end > 0 ? name.slice(0, end) : undefined;
}
