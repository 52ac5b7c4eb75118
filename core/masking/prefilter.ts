/** The prefilter: one pass over a part of a text that says whether any detector is worth running on it, without cutting it out. */

import { columns, createKeywordAutomaton, type KeywordAutomaton } from './keyword-automaton.ts';
import {
  bitsOfSigns,
  characterBits,
  digitBit,
  longestRun,
  noBase64Bit,
  type Precondition,
  startsWord,
  wordLengths,
} from './precondition.ts';

export type Prefilter = {
  /** What was seen in a part of a text: the flags below. */
  readonly look: (text: string, start: number, end: number) => number;
};

/** A detector may find something, by its keyword. What else there is was not looked at. */
export const sawKeyword = 1;
/** A detector without keywords may find something, by the digits. */
export const sawNumber = 2;
/** Nothing but characters of base64. */
export const sawBase64 = 4;

/** Of the group that asks for nothing but a keyword. */
const foundBit = 1;

/** So many combinations of conditions fit into the bits of a number. */
const maxGroups = 30;

/** The automaton is over the keywords of the detectors in their order. */
export function createPrefilter(
  detectors: readonly Precondition[],
  { next, ends }: KeywordAutomaton = createKeywordAutomaton(detectors.flatMap(({ keywords }) => keywords)),
): Prefilter {
  const numeric = weakest(detectors.filter(({ keywords }) => keywords.length === 0));
  const fewestDigits = Math.min(...numeric.map(({ minDigits = 0 }) => minDigits));
  const { owners, groups } = keyed(detectors.filter(({ keywords }) => keywords.length > 0));
  const isEnd = Uint8Array.from(ends, (list) => (list.length === 0 ? 0 : 1));

  return {
    // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one loop over every character of every reply.
    look: (text, start, end) => {
      // One by one: nothing is allocated for a part in which there is nothing.
      let state = 0;
      let seen = 0;
      let digits = 0;
      let ended = 0;
      for (let at = start; at < end && (ended & foundBit) === 0; at += 1) {
        const code = text.charCodeAt(at);
        // Beyond ASCII is no keyword's character, and neither is NUL.
        const column = code < columns ? code : 0;
        state = next[state * columns + column] ?? 0;
        const bits = characterBits[column] ?? 0;
        seen |= bits;
        digits += bits & digitBit;
        if (isEnd[state] !== 0) ended |= groupsEnding(state, text, start, at + 1);
      }
      if (ended !== 0 && isKeyed(ended, seen, digits)) return sawKeyword;
      const base64 = (seen & noBase64Bit) === 0 ? sawBase64 : 0;
      return digits >= fewestDigits && hasNumber(text, start, end, digits) ? base64 | sawNumber : base64;
    },
  };

  function groupsEnding(state: number, text: string, start: number, end: number): number {
    let found = 0;
    for (const number of ends[state] ?? []) {
      const owner = owners[number];
      if (owner === undefined || (owner.isWordStart && !startsWord(text, end - owner.keyword.length, start))) continue;
      found |= owner.bit;
    }
    return found;
  }

  function isKeyed(ended: number, seen: number, digits: number): boolean {
    for (const { bit, signs, minDigits } of groups) {
      if ((ended & bit) !== 0 && digits >= minDigits && (signs === 0 || (seen & signs) !== 0)) return true;
    }
    return false;
  }

  function hasNumber(text: string, start: number, end: number, digits: number): boolean {
    for (const { minDigits = 0, minRun = 0, wordLength = 0 } of numeric) {
      if (digits < minDigits || longestRun(text, start, end, minRun) < minRun) continue;
      if (wordLength === 0 || (wordLengths(text, start, end) & (1 << wordLength)) !== 0) return true;
    }
    return false;
  }
}

/** Those that ask for no more than any of the others does: a text that passes none of them passes no other. */
function weakest(detectors: readonly Precondition[]): readonly Precondition[] {
  return detectors.filter(
    (one, at) => !detectors.some((other, n) => n !== at && asksLess(other, one) && (n < at || !asksLess(one, other))),
  );
}

function asksLess(one: Precondition, other: Precondition): boolean {
  if ((one.minDigits ?? 0) > (other.minDigits ?? 0) || (one.minRun ?? 0) > (other.minRun ?? 0)) return false;
  return one.wordLength === undefined || one.wordLength === other.wordLength;
}

/** What detectors with keywords ask for besides, and the bit that stands for it. */
type Group = { readonly bit: number; readonly signs: number; readonly minDigits: number };

const nothingMore: Group = { bit: foundBit, signs: 0, minDigits: 0 };

/** For each keyword what else its detector asks for. */
function keyed(detectors: readonly Precondition[]) {
  const groups: Group[] = [nothingMore];
  const owners = detectors.flatMap((detector) => {
    const { bit } = groupOf(detector, groups);
    return detector.keywords.map((keyword) => ({ keyword, bit, isWordStart: detector.isWordStart === true }));
  });
  return { owners, groups };
}

function groupOf({ signs = [], minDigits = 0 }: Precondition, groups: Group[]): Group {
  const asked = bitsOfSigns(signs);
  const known = groups.find((group) => group.minDigits === minDigits && group.signs === asked);
  if (known !== undefined) return known;
  // With no bit left: as if it asked for nothing more.
  if (groups.length >= maxGroups) return nothingMore;
  const group = { bit: 1 << groups.length, signs: asked, minDigits };
  groups.push(group);
  return group;
}
