/** Digits that stand for other digits and can be told from them: the last ones are a keyed check (HMAC) over those before them. */

import { hmacSha256 } from '../canonical.ts';

/** One in ten million other numbers is taken for a masked one. */
const checkDigits = 7;

/** Shorter numbers bear no check: too little would be left of the pseudonym. Account ids have twelve digits. */
const fewestDigits = 13;

/** The same digits, with the check at their end. */
export function withCheck(digits: string, key: Uint8Array): string {
  if (digits.length < fewestDigits) return digits;
  const lead = digits.slice(0, -checkDigits);
  return lead + checkOf(lead, key);
}

/** Whether a text is a number that one of the keys has masked. */
export function isMaskedNumber(text: string, keys: readonly Uint8Array[]): boolean {
  if (text.length < fewestDigits || !/^[0-9]{1,64}$/.test(text)) return false;
  return keys.some((key) => withCheck(text, key) === text);
}

function checkOf(lead: string, key: Uint8Array): string {
  const number = hmacSha256(key).update(`check\0${lead}`).digest().readUIntBE(0, 6);
  return String(number % 10 ** checkDigits).padStart(checkDigits, '0');
}
