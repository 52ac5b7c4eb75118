/** The prefilter: one pass over a part of a text that says whether any detector is worth running on it, without cutting it out. */

import { columns, createKeywordAutomaton, type KeywordAutomaton } from './keyword-automaton.ts';
import type { Span } from './literals.ts';
import {
  characterBits,
  digitBit,
  fits,
  type Measures,
  measured,
  noBase64Bit,
  type Precondition,
  startsWord,
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
  const keyless = detectors.filter(({ keywords }) => keywords.length === 0);
  const fewestDigits = Math.min(...keyless.map(({ minDigits = 0 }) => minDigits));
  const { owners, groups } = keyed(detectors.filter(({ keywords }) => keywords.length > 0));
  const isEnd = Uint8Array.from(ends, (list) => (list.length === 0 ? 0 : 1));

  return {
    // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one loop over every character of every reply.
    look: (text, start, end) => {
      let [state, seen, digits, ended] = [0, 0, 0, 0];
      for (let at = start; at < end && (ended & foundBit) === 0; at += 1) {
        const code = text.charCodeAt(at);
        // Beyond ASCII is no keyword's character, and neither is NUL.
        const column = code < columns ? code : 0;
        state = next[state * columns + column] ?? 0;
        const bits = characterBits[column] ?? 0;
        seen |= bits;
        digits += bits & digitBit;
        if (isEnd[state] !== 0) ended |= groupsEnding(state, text, { start, end: at + 1 });
      }
      if (ended !== 0 && isKeyed(ended, { ...unmeasured, seen, digits })) return sawKeyword;
      const base64 = (seen & noBase64Bit) === 0 ? sawBase64 : 0;
      return digits >= fewestDigits ? base64 | numberIn(text, { start, end }, { seen, digits }) : base64;
    },
  };

  function groupsEnding(state: number, text: string, { start, end }: Span): number {
    let found = 0;
    for (const number of ends[state] ?? []) {
      const owner = owners[number];
      if (owner === undefined || (owner.isWordStart && !startsWord(text, end - owner.keyword.length, start))) continue;
      found |= owner.bit;
    }
    return found;
  }

  function isKeyed(ended: number, measures: Measures): boolean {
    if ((ended & foundBit) !== 0) return true;
    return groups.some((group, bit) => (ended & (1 << bit)) !== 0 && fits(group, measures));
  }

  function numberIn(text: string, { start, end }: Span, known: Pick<Measures, 'seen' | 'digits'>): number {
    const measures = measured(text, start, end, known);
    return keyless.some((detector) => fits(detector, measures)) ? sawNumber : 0;
  }
}

/** Of a keyword's detector: more than this is measured only for numbers. */
const unmeasured = { run: Number.POSITIVE_INFINITY, words: -1 };

/** For each keyword what else its detector asks for. */
function keyed(detectors: readonly Precondition[]) {
  const groups: Precondition[] = [{ keywords: [] }];
  const owners = detectors.flatMap((detector) => {
    const bit = 1 << groupOf(detector, groups);
    return detector.keywords.map((keyword) => ({ keyword, bit, isWordStart: detector.isWordStart === true }));
  });
  return { owners, groups };
}

function groupOf({ signs = [], minDigits = 0 }: Precondition, groups: Precondition[]): number {
  const isSame = (group: Precondition) => (group.minDigits ?? 0) === minDigits && (group.signs ?? []).join('') === signs.join('');
  const known = groups.findIndex(isSame);
  if (known >= 0) return known;
  // With no bit left: as if it asked for nothing more.
  if (groups.length >= maxGroups) return 0;
  return groups.push({ keywords: [], signs, minDigits }) - 1;
}
