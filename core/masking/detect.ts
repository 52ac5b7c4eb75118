/** Runs detectors over texts: a keyword automaton says which are worth a look, and only their patterns run (fact sheet of masking, 5). */

import type { Claim } from './claim.ts';
import type { Detector } from './detector.ts';
import { createKeywordAutomaton, type KeywordAutomaton } from './keyword-automaton.ts';
import type { Span } from './literals.ts';
import { fits, measuresOf, type Precondition, preconditionOf, startsWord } from './precondition.ts';
import { createPrefilter, type Prefilter } from './prefilter.ts';

export type Detected = Span & { readonly claim: Claim; readonly isNameInModel: boolean };

export type Detection = {
  /** Every find of every detector, in no order. */
  readonly find: (text: string) => readonly Detected[];
  /** Nothing is found in shorter texts. */
  readonly minLength: number;
  /** The prefilter's flags for a part of a text. */
  readonly look: Prefilter['look'];
};

/** How a detector looks for its value; ours run on V8, an operator's in RE2. */
export type Search = (text: string, onMatch: (span: Span) => void) => void;

/** A detector with its claim and its search, which is compiled when it is first needed. */
export type Armed = Precondition & {
  readonly isNameInModel: boolean;
  readonly claim: Claim;
  readonly search: () => Search;
};

/** Shorter texts hold nothing that a detector knows. */
const minDetectedLength = 8;

/** A text of more characters is searched around its keywords only. */
const longText = 4096;
const before = 256;
const after = 4608;

const noDetection: Detection = { find: () => [], minLength: minDetectedLength, look: () => 0 };

export function createDetection(detectors: readonly Armed[]): Detection {
  if (detectors.length === 0) return noDetection;
  // Made when first needed: there are more than a thousand states.
  const automaton = once(() => createKeywordAutomaton(detectors.flatMap(({ keywords }) => keywords)));
  const prefilter = once(() => createPrefilter(detectors, automaton()));
  const candidates = once(() => createCandidates(detectors, automaton()));
  return {
    minLength: minDetectedLength,
    look: (text, start, end) => prefilter().look(text, start, end),
    find: (text) => {
      if (text.length < minDetectedLength) return [];
      const found: Detected[] = [];
      for (const { detector, windows } of candidates()(text)) searchIn(text, { detector, windows, found });
      return found;
    },
  };
}

type Candidate = { readonly detector: Armed; readonly windows: readonly Span[] };

/** The detectors whose preconditions a text meets, with where they have to look. */
function createCandidates(detectors: readonly Armed[], automaton: KeywordAutomaton): (text: string) => readonly Candidate[] {
  const owners = detectors.flatMap((detector) => detector.keywords.map((keyword) => ({ keyword, detector })));
  const keyless = detectors.filter(({ keywords }) => keywords.length === 0);
  return (text) => {
    const whole = [{ start: 0, end: text.length }];
    const windows = new Map<Armed, Window[]>();
    automaton.scan(text, (number, end) => {
      const owner = owners[number];
      if (owner === undefined) return;
      const { detector, keyword } = owner;
      if (detector.isWordStart === true && !startsWord(text, end - keyword.length)) return;
      windows.set(detector, text.length > longText ? widen(windows.get(detector) ?? [], end, text.length) : whole);
    });
    const measures = measuresOf(text);
    return [
      ...[...windows].map(([detector, at]) => ({ detector, windows: at })),
      ...keyless.map((detector) => ({ detector, windows: whole })),
    ].filter(({ detector }) => fits(detector, measures));
  };
}

type Window = { start: number; end: number };

/** One more window, or the last one longer: a keyword may stand in a text ten thousand times. */
function widen(windows: Window[], end: number, length: number): Window[] {
  const start = Math.max(0, end - before);
  const last = windows.at(-1);
  if (last === undefined || start > last.end) windows.push({ start, end: Math.min(length, end + after) });
  else last.end = Math.min(length, end + after);
  return windows;
}

type Searching = Candidate & { readonly found: Detected[] };

function searchIn(text: string, { detector, windows, found }: Searching): void {
  const { claim, isNameInModel } = detector;
  const run = detector.search();
  for (const { start, end } of windows) {
    const part = start === 0 && end === text.length ? text : text.slice(start, end);
    run(part, (span) => found.push({ start: start + span.start, end: start + span.end, claim, isNameInModel }));
  }
}

/** One of our own detectors, compiled for V8. */
export function arm(detector: Detector, mask?: Claim['mask']): Armed {
  const { id, pattern, flags = '', group = 0, check } = detector;
  return {
    ...preconditionOf(detector),
    isNameInModel: detector.isNameInModel === true,
    claim: {
      class: detector.class,
      rule: `detector:${id}`,
      isShown: false,
      ...(mask === undefined ? {} : { mask, form: detector.form ?? 'redact' }),
    },
    search: once(() => searchWith(new RegExp(pattern, `${group === 0 ? '' : 'd'}g${flags}`), group, check)),
  };
}

function searchWith(pattern: RegExp, group: number | 'last', check: Detector['check']): Search {
  return (text, onMatch) => {
    // Not by matchAll, which makes a new pattern of it each time.
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      if (match[0] === '') pattern.lastIndex += 1;
      const [start, end] = placeOf(match, group);
      if (start < end && (check === undefined || check(text.slice(start, end), match))) onMatch({ start, end });
    }
  };
}

function placeOf(match: RegExpExecArray, group: number | 'last'): readonly [number, number] {
  if (group === 0) return [match.index, match.index + match[0].length];
  return (group === 'last' ? match.indices?.findLast((place) => place !== undefined) : match.indices?.[group]) ?? [0, 0];
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
