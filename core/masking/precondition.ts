/** Preconditions: what a text must have, at the least, before a detector is worth running on it. */

import type { Detector } from './detector.ts';

export type Precondition = Pick<Detector, 'keywords' | 'isWordStart' | 'signs' | 'minDigits' | 'minRun' | 'wordLength'>;

export function preconditionOf({ keywords, isWordStart, signs, minDigits, minRun, wordLength }: Detector): Precondition {
  return {
    keywords,
    ...(isWordStart === undefined ? {} : { isWordStart }),
    ...(signs === undefined ? {} : { signs }),
    ...(minDigits === undefined ? {} : { minDigits }),
    ...(minRun === undefined ? {} : { minRun }),
    ...(wordLength === undefined ? {} : { wordLength }),
  };
}

/** What one pass over a text counts of it. */
export type Measures = {
  /** The `characterBits` of all its characters. */
  readonly seen: number;
  readonly digits: number;
  /** The most digits in a row, with single separators between them. */
  readonly run: number;
  /** The lengths (up to 31) of its words of letters and digits, as bits. */
  readonly words: number;
};

export const digitBit = 1;
export const noBase64Bit = 2;
const signBits: Readonly<Record<string, number>> = { ':': 4, '=': 8 };

/** What a character is, by its code; beyond ASCII it is `noBase64Bit`. */
export const characterBits: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  const isBase64 = /[A-Za-z0-9+/=]/.test(character);
  return (/[0-9]/.test(character) ? digitBit : 0) | (isBase64 ? 0 : noBase64Bit) | (signBits[character] ?? 0);
});

/** Whether a text with these measures can hold what the detector finds; its keywords apart. */
export function fits({ signs, minDigits = 0, minRun = 0, wordLength }: Precondition, measures: Measures): boolean {
  if (measures.digits < minDigits || measures.run < minRun) return false;
  if (wordLength !== undefined && (measures.words & (1 << wordLength)) === 0) return false;
  return signs === undefined || (measures.seen & bitsOfSigns(signs)) !== 0;
}

export function bitsOfSigns(signs: NonNullable<Precondition['signs']>): number {
  return signs.reduce((bits, sign) => bits | (signBits[sign] ?? 0), 0);
}

export function measuresOf(text: string): Measures {
  let seen = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const bits = code < 128 ? (characterBits[code] ?? 0) : noBase64Bit;
    seen |= bits;
    digits += bits & digitBit;
  }
  return { seen, digits, run: longestRun(text, 0, text.length), words: wordLengths(text, 0, text.length) };
}

/** Of a part of a text; no more than `enough` is looked for. */
export function longestRun(text: string, start: number, end: number, enough = Number.POSITIVE_INFINITY): number {
  let run = 0;
  let longest = 0;
  let before = other;
  for (let at = start; at < end && longest < enough; at += 1) {
    const kind = kindOf(text.charCodeAt(at));
    run = runAfter(run, kind, before);
    if (run > longest) longest = run;
    before = kind;
  }
  return longest;
}

export function wordLengths(text: string, start: number, end: number): number {
  let word = 0;
  let words = 0;
  for (let at = start; at < end; at += 1) {
    const kind = kindOf(text.charCodeAt(at));
    if (kind === digit || kind === letter) {
      word += 1;
      continue;
    }
    words |= 1 << Math.min(word, 31);
    word = 0;
  }
  return words | (1 << Math.min(word, 31));
}

/** Letters end a number, and so do two separators. */
function runAfter(run: number, kind: number, before: number): number {
  if (kind === digit) return run + 1;
  return kind === separator && before === digit ? run : 0;
}

function kindOf(code: number): number {
  return code < 128 ? (kinds[code] ?? other) : other;
}

const other: number = 0;
const digit = 1;
const letter = 2;
const separator = 3;

const kinds: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[0-9]/.test(character)) return digit;
  if (/[A-Za-z]/.test(character)) return letter;
  return /[ ./+-]/.test(character) ? separator : other;
});

/** Whether what begins there is not the rest of a word; the escapes of texts and URLs end in letters (`\n`, `%20`). */
export function startsWord(text: string, at: number, from = 0): boolean {
  if (at <= from) return true;
  const kind = kindOf(text.charCodeAt(at - 1));
  if (kind !== digit && kind !== letter) return true;
  return text[at - 2] === '\\' || text[at - 3] === '%';
}
