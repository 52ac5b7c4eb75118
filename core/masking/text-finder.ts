/** Text finders: which parts of a text must not be seen. */

import { type Claim, type Finding, type Replacement, replaced, type View } from './claim.ts';
import { maskOf } from './forms.ts';
import type { Span } from './literals.ts';
import type { Plan } from './plan.ts';

/** A part of a text with what it belongs to. */
export type TextSpan = Span & {
  readonly claims: readonly Claim[];
  /** What stands there in a view that masks at least one of the claims; else the mask of the first that it masks. */
  readonly replace?: Replacement<string>;
};

/** Whether `find` has to see the part of a message from `start` to before `end`. */
export type Suspicion = (start: number, end: number) => boolean;

export type TextFinder = {
  /** One look at a whole message: which of its parts can hold something, as far as they are written without escapes. */
  readonly over: (raw: string) => Suspicion;
  /** In order and apart from each other. */
  readonly find: (text: string, plan: Plan) => readonly TextSpan[];
};

/** Sorted and apart. What holds another keeps its own replacement; what only overlaps is joined. */
export function apart(spans: readonly TextSpan[]): readonly TextSpan[] {
  if (spans.length < 2) return spans;
  const joined: TextSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = joined.at(-1);
    if (last === undefined || span.start >= last.end) joined.push(span);
    else joined[joined.length - 1] = join(last, span);
  }
  return joined;
}

function join(first: TextSpan, second: TextSpan): TextSpan {
  const claims = [...first.claims, ...second.claims.filter((claim) => !first.claims.includes(claim))];
  if (second.end <= first.end) return { ...first, claims };
  return { start: first.start, end: second.end, claims };
}

/** The spans as findings of one place. */
export function findingsOf(spans: readonly TextSpan[], path: string): readonly Finding[] {
  return spans.flatMap(({ claims }) => claims.map((claim) => ({ claim, path })));
}

/** The text without the spans that a view masks. */
export function cutText(text: string, spans: readonly TextSpan[], view: View): string {
  let out = '';
  let at = 0;
  for (const { start, end, claims, replace } of spans) {
    const claim = claims.find(view);
    if (claim === undefined) continue;
    out += text.slice(at, start) + (replace === undefined ? maskOf(claim, text.slice(start, end)) : replaced(replace, view));
    at = end;
  }
  return out + text.slice(at);
}
