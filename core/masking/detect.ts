/** Runs detectors over texts: a keyword automaton says which are worth a look, and only their patterns run (fact sheet of masking, 5). */

import type { Claim } from './claim.ts';
import type { Detector } from './detector.ts';
import { createKeywordAutomaton, type KeywordAutomaton } from './keyword-automaton.ts';
import type { Span } from './literals.ts';

export type Detected = Span & { readonly claim: Claim; readonly isNameInModel: boolean };

export type Detection = {
  /** Every find of every detector, in no order. */
  readonly find: (text: string) => readonly Detected[];
};

/** How a detector looks for its value; ours run on V8, an operator's in RE2. */
export type Search = (text: string, onMatch: (span: Span) => void) => void;

/** A detector with its claim and its search, which is compiled when it is first needed. */
export type Armed = Pick<Detector, 'keywords' | 'minDigits' | 'isNameInModel'> & {
  readonly claim: Claim;
  readonly search: () => Search;
};

/** Shorter texts hold nothing that a detector knows. */
export const minDetectedLength = 8;

/** A text of more characters is searched around its keywords only. */
const longText = 4096;
const before = 256;
const after = 4608;

const noDetection: Detection = { find: () => [] };

export function createDetection(detectors: readonly Armed[]): Detection {
  if (detectors.length === 0) return noDetection;
  const owners = detectors.flatMap((detector) => detector.keywords.map((keyword) => ({ keyword, detector })));
  const byDigits = detectors.filter((detector) => detector.minDigits !== undefined);
  const fewestDigits = Math.min(...byDigits.map((detector) => detector.minDigits ?? 0));
  let made: KeywordAutomaton | undefined;
  const automaton = () => {
    made ??= createKeywordAutomaton(owners.map(({ keyword }) => keyword));
    return made;
  };

  return {
    find: (text) => {
      if (text.length < minDetectedLength) return [];
      const candidates = candidatesIn(text);
      if (candidates === undefined) return [];
      return [...candidates].flatMap(([detector, windows]) => searchIn(text, detector, windows));
    },
  };

  function candidatesIn(text: string): ReadonlyMap<Armed, readonly Span[]> | undefined {
    let candidates: Map<Armed, readonly Span[]> | undefined;
    const whole = [{ start: 0, end: text.length }];
    const digits = automaton().scan(text, (keyword, end) => {
      const detector = owners[keyword]?.detector;
      if (detector === undefined) return;
      candidates ??= new Map();
      candidates.set(detector, text.length > longText ? widened(candidates.get(detector) ?? [], end, text.length) : whole);
    });
    if (digits < fewestDigits) return candidates;
    for (const detector of byDigits) {
      if (digits < (detector.minDigits ?? 0)) continue;
      candidates ??= new Map();
      candidates.set(detector, whole);
    }
    return candidates;
  }
}

/** The windows with one more around a keyword. */
function widened(windows: readonly Span[], end: number, length: number): readonly Span[] {
  const window = { start: Math.max(0, end - before), end: Math.min(length, end + after) };
  const last = windows.at(-1);
  if (last === undefined || window.start > last.end) return [...windows, window];
  return [...windows.slice(0, -1), { start: last.start, end: window.end }];
}

function searchIn(text: string, { search, claim, isNameInModel }: Armed, windows: readonly Span[]): readonly Detected[] {
  const found: Detected[] = [];
  const run = search();
  for (const { start, end } of windows) {
    const part = start === 0 && end === text.length ? text : text.slice(start, end);
    run(part, (span) =>
      found.push({ start: start + span.start, end: start + span.end, claim, isNameInModel: isNameInModel === true }),
    );
  }
  return found;
}

/** One of our own detectors, compiled for V8. */
export function arm(detector: Detector, mask?: Claim['mask']): Armed {
  const { id, pattern, flags = '', group = 0, check } = detector;
  let compiled: Search | undefined;
  return {
    keywords: detector.keywords,
    ...(detector.minDigits === undefined ? {} : { minDigits: detector.minDigits }),
    ...(detector.isNameInModel === undefined ? {} : { isNameInModel: detector.isNameInModel }),
    claim: { class: detector.class, rule: `detector:${id}`, isShown: false, ...(mask === undefined ? {} : { mask }) },
    search: () => {
      compiled ??= searchWith(new RegExp(pattern, `dg${flags}`), group, check);
      return compiled;
    },
  };
}

function searchWith(pattern: RegExp, group: number | 'last', check: Detector['check']): Search {
  return (text, onMatch) => {
    for (const match of text.matchAll(pattern)) {
      const at = group === 'last' ? match.indices?.findLast((place) => place !== undefined) : match.indices?.[group];
      if (at === undefined) continue;
      const [start, end] = at;
      if (start < end && (check === undefined || check(text.slice(start, end), match))) onMatch({ start, end });
    }
  };
}
