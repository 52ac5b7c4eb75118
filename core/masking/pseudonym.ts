/** Pseudonyms and the other forms of a masked text (GDPR article 4(5)): keyed, so that the same value stays joinable and cannot be guessed. */

import { hmacSha256 } from '../canonical.ts';
import type { Form } from './claim.ts';
import { redacted } from './forms.ts';
import { withCheck } from './masked-digits.ts';
import { groupOf, keyOfGroup, type PersonKeyList } from './person-keys.ts';

/** The key of the present epoch, which serves nothing else, and the keys of persons that are used with it. */
export type PseudonymKey = {
  readonly id: string;
  readonly key: Uint8Array;
  readonly personKeys?: () => PersonKeyList;
  /** Of epochs before: what they masked is known as such. */
  readonly older?: readonly Uint8Array[];
};

/** The masked text of a value in a form; without a key what needs one falls back to one that needs none. */
export function createMask(
  form: Form,
  className: string,
  key: PseudonymKey | undefined,
): ((clear: string) => string) | undefined {
  switch (form) {
    case 'redact':
      return undefined;
    case 'drop':
      return () => '';
    case 'partial':
      return (clear) => partial(className, clear);
    case 'token':
      return key === undefined
        ? undefined
        : (clear) => `[masked:${className}:${key.id}.${keyedHex(key, className, clear).slice(0, 16)}]`;
    case 'shape':
      return (clear) => shaped(clear, className, key);
  }
}

/** The last four letters or digits; of a short value none. */
function partial(className: string, clear: string): string {
  const packed = clear.replace(/[^A-Za-z0-9]/g, '');
  return packed.length < 10 ? redacted(className) : `[masked:${className}:*${packed.slice(-4)}]`;
}

/** A masked e-mail address is one, and can reach nobody (RFC 2606). */
function emailShape(hex: string): string {
  return `m-${hex}@masked.invalid`;
}

/** An address stays an address, digits stay digits of the same number; everything else is redacted. */
function shaped(clear: string, className: string, key: PseudonymKey | undefined): string {
  if (/^[^\s@]{1,64}@[^\s@]{1,255}$/.test(clear)) {
    return emailShape(key === undefined ? '000000000000' : keyedHex(key, className, clear).slice(0, 12));
  }
  if (!/^[0-9]{1,64}$/.test(clear)) return redacted(className);
  return key === undefined ? '0'.repeat(clear.length) : withCheck(keyedDigits(key, className, clear), key.key);
}

function keyedDigits(key: PseudonymKey, className: string, clear: string): string {
  return [...Buffer.from(keyedHex(key, className, clear), 'hex'), ...Buffer.from(keyedHex(key, `${className}+`, clear), 'hex')]
    .map((byte) => byte % 10)
    .join('')
    .slice(0, clear.length);
}

const maxKnown = 2000;
const known = new WeakMap<Uint8Array, Map<string, string>>();

/** In memory only, and bounded: the cache holds clear values. It goes with the list of keys that it was made with. */
function keyedHex({ key, personKeys }: PseudonymKey, className: string, clear: string): string {
  const keys = personKeys?.();
  const cache = known.get(keys ?? key) ?? new Map<string, string>();
  known.set(keys ?? key, cache);
  const message = `${className}\0${normalised(className, clear)}`;
  const found = cache.get(message);
  if (found !== undefined) return found;
  if (cache.size >= maxKnown) cache.clear();
  const whole = keys === undefined ? key : Buffer.concat([key, keyOfGroup(keys, groupOf(key, clear))]);
  const hex = hmacSha256(whole).update(message).digest('hex');
  cache.set(message, hex);
  return hex;
}

/** Spellings of one value have one pseudonym. */
function normalised(className: string, clear: string): string {
  const trimmed = clear.trim();
  if (className === 'pii.contact') return trimmed.toLowerCase();
  return className === 'pii.financial' ? trimmed.replace(/[\s-]/g, '').toUpperCase() : trimmed;
}
