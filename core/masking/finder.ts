/** Layers 3 and 4 over one text: literals of the request, detectors, and what is written down inside of texts. */

import type { Claim } from './claim.ts';
import type { Detection } from './detect.ts';
import { isIdentifier } from './identifiers.ts';
import { createLiterals, type Literals, noLiterals } from './literals.ts';
import { blobSpans, mayBeBase64, mayBeJson, nestedSpans } from './nested-text.ts';
import type { Plan } from './plan.ts';
import { sawBase64, sawKeyword, sawNumber } from './prefilter.ts';
import { apart, type TextFinder, type TextSpan } from './text-finder.ts';

/** How often a text may hold another one. */
const maxLayers = 3;

type Sought = {
  /** The clear texts that were masked in the request. */
  readonly secrets: readonly string[];
  readonly detection: Detection;
};

/**
 * Finds in replies and parameters. What only names a thing, or carries the client on, is taken from the record alone; so are
 * plain words of the request: `production` is the value of many a variable, and a part of many a name that the client reads back.
 */
export function replyFinder({ secrets, detection }: Sought): TextFinder {
  const literals = createLiterals(secrets);
  return layered(detection, {
    over: (raw) => literals.over(raw),
    find: (text, plan) => {
      if (literals === noLiterals) return [];
      const isName = plan.isFlow || isIdentifier(text);
      return literalSpans(text, literals, (found) => isName || isWord(found));
    },
  });
}

// AWS explains a wrong signature by the request that it saw, the role's session token included.
const echoedToken = /x-amz-security-token["']?\s{0,4}[:=]\s{0,4}["']?([^\s"'&<,;]{6,8192})/gi;
const echoed: Claim = { class: 'credential', rule: 'echoed-session-token', isShown: false };

/** For errors: finds as well the gateway's own upstream credentials, which AWS repeats when it refuses a signature. */
export function errorFinder({ secrets, detection }: Sought): TextFinder {
  const literals = createLiterals(secrets);
  return layered(detection, {
    over: () => () => true,
    find: (text) => [
      ...[...text.matchAll(echoedToken)].map((match) => ({ ...lastGroup(match), claims: [echoed] })),
      ...literalSpans(text, literals, () => false),
    ],
  });
}

/** Words joined by hyphens, dots or underscores; a digit only after one of these (`eu-west-1`). */
function isWord(text: string): boolean {
  return /^[A-Za-z]{1,16}(?:[-_.][A-Za-z]{1,16}|[-_.][0-9]{1,3}){0,5}$/.test(text);
}

/** What a finder looks for besides what detectors know. */
type Own = Pick<TextFinder, 'over' | 'find'>;

function layered(detection: Detection, own: Own): TextFinder {
  const finderOf = (layers: number): TextFinder => ({
    over: (raw) => {
      const isOwn = own.over(raw);
      return (start, end) => mayHold(raw, start, end, detection) || isOwn(start, end);
    },
    find: (text, plan) => findIn(text, plan, { own, detection, inner: layers === 0 ? undefined : finderOf(layers - 1) }),
  });
  return finderOf(maxLayers);
}

type Layer = { readonly detection: Detection; readonly inner: TextFinder | undefined };

function findIn(text: string, plan: Plan, { own, ...layer }: Layer & { readonly own: Own }): readonly TextSpan[] {
  const blob = plan.kind === 'blob' && layer.inner !== undefined ? blobSpans(text, layer.inner) : undefined;
  if (blob !== undefined) return plan.isFlow ? blob.map(shownSpan) : blob;
  const sought = soughtSpans(text, plan, layer);
  const spans = apart([...own.find(text, plan), ...sought]);
  return sought.length === 0 ? spans : inOneNumber(text, plan, spans);
}

/** What is written down in the text, or else what detectors find in it. */
function soughtSpans(text: string, plan: Plan, { detection, inner }: Layer): readonly TextSpan[] {
  if (plan.scans === undefined && !mayHold(text, 0, text.length, detection)) return [];
  const nested = inner === undefined ? undefined : nestedSpans(text, inner);
  return nested ?? detectedSpans(text, plan, detection);
}

/** Whether a part of a text can be another text that is written down, or hold what a detector finds. */
function mayHold(text: string, start: number, end: number, detection: Detection): boolean {
  const length = end - start;
  if (length < detection.minLength) return false;
  if (mayBeJson(text.charCodeAt(start))) return true;
  const saw = detection.look(text, start, end);
  if ((saw & sawKeyword) !== 0) return true;
  if ((saw & sawBase64) !== 0 && mayBeBase64(length)) return true;
  // No detector that goes by digits alone finds more than a person's in what only names a thing.
  return (saw & sawNumber) !== 0 && !isIdentifier(text.slice(start, end));
}

function detectedSpans(text: string, plan: Plan, detection: Detection): readonly TextSpan[] {
  const found = detection.find(text);
  const scanned = plan.scans?.flatMap((scan) => scan.find(text)) ?? [];
  if (found.length === 0 && scanned.length === 0) return [];
  const isName = isIdentifier(text);
  return [...scanned, ...found].flatMap(({ start, end, claim, isNameInModel }): readonly TextSpan[] => {
    // Somebody may have written a token into a name: clients need the name, the record does not.
    if ((plan.isFlow && isNameInModel) || (isName && claim.class !== 'credential')) return [];
    return [{ start, end, claims: [plan.isFlow || isName ? shownTwin(claim) : claim] }];
  });
}

const twins = new WeakMap<Claim, Claim>();

/** The same claim, left in the client's view. */
function shownTwin(claim: Claim): Claim {
  const twin = twins.get(claim) ?? { ...claim, isShown: true };
  twins.set(claim, twin);
  return twin;
}

function shownSpan(span: TextSpan): TextSpan {
  return { ...span, claims: span.claims.map(shownTwin) };
}

/** A number that is written as text stays one, whatever is found in it: converters of SDKs throw on words. */
function inOneNumber(text: string, { kind }: Plan, spans: readonly TextSpan[]): readonly TextSpan[] {
  if (kind !== 'big-decimal' || spans.length === 0) return spans;
  return [{ start: 0, end: text.length, claims: spans.flatMap(({ claims }) => claims), replace: '0' }];
}

const hidden: Claim = { class: 'secret', rule: 'request-literal', isShown: false };
const shown: Claim = { ...hidden, isShown: true };

function literalSpans(text: string, literals: Literals, isShown: (found: string) => boolean): readonly TextSpan[] {
  return literals.find(text).map((span) => ({ ...span, claims: [isShown(text.slice(span.start, span.end)) ? shown : hidden] }));
}

function lastGroup(match: RegExpExecArray): { readonly start: number; readonly end: number } {
  const end = match.index + match[0].length;
  return { start: end - (match[1]?.length ?? 0), end };
}
