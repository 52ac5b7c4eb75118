/** Text finders: which parts of a text must not be seen. The detectors of free text have their place here. */

import type { Claim, Finding, View } from './claim.ts';
import { redacted } from './forms.ts';
import { isIdentifier } from './identifiers.ts';
import { createLiterals, type Literals, type Span } from './literals.ts';
import type { Plan } from './plan.ts';

/** A part of a text with the class it belongs to. */
export type TextSpan = Span & { readonly claim: Claim };

export type TextFinder = {
  /** Whether any text of a message can hold something: one look at the whole, before escapes are decoded. */
  readonly mayFindIn: (raw: string) => boolean;
  /** In order and apart from each other. */
  readonly find: (text: string, plan: Plan) => readonly TextSpan[];
};

/**
 * Finds what was masked in the request. What only names a thing, or carries the client on, is taken from the record alone;
 * so are plain words: `production` is the value of many a variable, and a part of many a name that the client reads back.
 */
export function literalFinder(secrets: readonly string[]): TextFinder {
  const literals = createLiterals(secrets);
  const isShown = (text: string, plan: Plan, found: string) => plan.isFlow || isIdentifier(text) || isWord(found);
  return {
    mayFindIn: literals.mayOccurIn,
    find: (text, plan) => literalSpans(text, literals, (found) => isShown(text, plan, found)),
  };
}

/** Words joined by hyphens, dots or underscores; a digit only after one of these (`eu-west-1`). */
function isWord(text: string): boolean {
  return /^[A-Za-z]{1,16}(?:[-_.][A-Za-z]{1,16}|[-_.][0-9]{1,3}){0,5}$/.test(text);
}

// AWS explains a wrong signature by the request that it saw, the role's session token included.
const echoedToken = /x-amz-security-token["']?\s{0,4}[:=]\s{0,4}["']?([^\s"'&<,;]{6,8192})/gi;

/** For errors: finds as well the gateway's own upstream credentials, which AWS repeats when it refuses a signature. */
export function errorFinder(secrets: readonly string[]): TextFinder {
  const literals = createLiterals(secrets);
  const claim: Claim = { class: 'credential', rule: 'echoed-session-token', isShown: false };
  return {
    mayFindIn: () => true,
    find: (text) => {
      const tokens = [...text.matchAll(echoedToken)].map((match) => ({ ...lastGroup(match), claim }));
      return apart([...tokens, ...literalSpans(text, literals, () => false)]);
    },
  };
}

const hidden: Claim = { class: 'secret', rule: 'request-literal', isShown: false };
const shown: Claim = { ...hidden, isShown: true };

function literalSpans(text: string, literals: Literals, isShown: (found: string) => boolean): readonly TextSpan[] {
  return literals.find(text).map((span) => ({ ...span, claim: isShown(text.slice(span.start, span.end)) ? shown : hidden }));
}

function lastGroup(match: RegExpExecArray): Span {
  const end = match.index + match[0].length;
  return { start: end - (match[1]?.length ?? 0), end };
}

/** Sorted, overlaps joined under the claim of the first. */
function apart(spans: readonly TextSpan[]): readonly TextSpan[] {
  const joined: TextSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = joined.at(-1);
    if (last === undefined || span.start >= last.end) joined.push(span);
    else joined[joined.length - 1] = { ...last, end: Math.max(last.end, span.end) };
  }
  return joined;
}

/** The spans as findings of one place. */
export function findingsOf(spans: readonly TextSpan[], path: string): readonly Finding[] {
  return spans.map(({ claim }) => ({ claim, path }));
}

/** The text without the spans that a view masks. */
export function cutText(text: string, spans: readonly TextSpan[], view: View): string {
  let out = '';
  let at = 0;
  for (const { start, end, claim } of spans) {
    if (!view(claim)) continue;
    out += text.slice(at, start) + redacted(claim.class);
    at = end;
  }
  return out + text.slice(at);
}
