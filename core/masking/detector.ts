/** A detector: one form of secret or personal data in free text, as data. Adding one is one file in `detectors/`. */

import type { Form } from './claim.ts';
import type { MaskClass } from './classes.ts';

export type Detector = {
  readonly id: string;
  readonly class: MaskClass;
  /** Lower-case literals, one of which stands in every match: only texts that hold one are looked at more closely. */
  readonly keywords: readonly string[];
  /** Each keyword begins a match, and no letter or digit stands before it. */
  readonly isWordStart?: true;
  /** One of these stands in every match as well. */
  readonly signs?: readonly (':' | '=')[];
  /** How many digits a text must hold before it is looked at. */
  readonly minDigits?: number;
  /** How many of them in a row, with single separators between them. */
  readonly minRun?: number;
  /** Of a word of letters and digits that every match is. */
  readonly wordLength?: number;
  /** Bounded quantifiers only, and a start that a run of the same characters has once: `token` gives both. */
  readonly pattern: string;
  readonly flags?: 'i';
  /** The group that holds the value; `last`: the last one that matched; the whole match when absent. */
  readonly group?: number | 'last';
  /** What a pattern cannot say: a check digit, a date, whether a word is no word. */
  readonly check?: (value: string, match: readonly (string | undefined)[]) => boolean;
  readonly form?: Form;
  /** Where the model itself names the value, it only names a thing. */
  readonly isNameInModel?: true;
  /** Off unless the operator asks for it. */
  readonly isOptional?: true;
  /** Its unit test. Values are made at run time, so that no scanner takes them for real. */
  readonly samples: () => { readonly hits: readonly string[]; readonly misses: readonly string[] };
};

/** The escapes of URLs and strings end in letters, and stand before a token all the same. */
const escaped = String.raw`(?<=\\[nrt]|%[0-9A-Fa-f]{2})`;

/** After a token. */
const end = '(?![A-Za-z0-9_-])';

/** A token that stands alone. */
export function token(form: string): string {
  // What a token is made of cannot stand before it: a run of it is then looked at once, not from each of its characters.
  const own = form.includes('-]') ? '_-' : form.includes('_]') ? '_' : '';
  return `(?:(?<![A-Za-z0-9${own}])|${escaped})(?:${form})${end}`;
}

const alphabets = {
  alnum: 'Kq7ZtB2mXw9RfL4sVd1HyP8cNgJ5uGe3TaMh6YoQzUbEiWxFkDjSvCnApr0l',
  lower: 'k7q2zt9bm4xw1rf8ls5vd3hy6pc0ngjuea',
  upper: 'K7QZT9BM4XW1RF8LS5VD3HY6PCNGJUEA',
  hex: '9f3a7c1e5b8d2046',
  digits: '7391528460',
} as const;

/** Text for samples that looks random and is always the same. */
export function fill(length: number, alphabet: keyof typeof alphabets = 'alnum'): string {
  const letters = alphabets[alphabet];
  let state = length;
  let text = '';
  while (text.length < length) {
    state = (state * 1103515245 + 12345) % 2147483648;
    text += letters[(state >> 12) % letters.length];
  }
  return text;
}
