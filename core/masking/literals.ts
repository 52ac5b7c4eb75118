/** Literals: clear values that were masked in a request, looked for in everything that comes after it. */

export type Span = { readonly start: number; readonly end: number };

export type Literals = {
  /** Whether a search of the leaves can find anything: one look at the whole text, before its escapes are decoded. */
  readonly mayOccurIn: (raw: string) => boolean;
  /** Where they stand in a decoded text: in order, overlaps merged. */
  readonly find: (text: string) => readonly Span[];
};

/** Shorter ones would hit half of every reply. */
export const minLiteralLength = 6;

export const noLiterals: Literals = { mayOccurIn: () => false, find: () => [] };

export function createLiterals(secrets: readonly string[]): Literals {
  const values = [...new Set(secrets)].filter((secret) => secret.length >= minLiteralLength);
  if (values.length === 0) return noLiterals;
  return {
    mayOccurIn: (raw) => raw.includes('\\') || raw.includes('&') || values.some((value) => raw.includes(value)),
    find: (text) => merge(values.flatMap((value) => occurrences(text, value))),
  };
}

function occurrences(text: string, value: string): readonly Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    spans.push({ start: at, end: at + value.length });
  }
  return spans;
}

function merge(spans: readonly Span[]): readonly Span[] {
  const merged: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last === undefined || span.start > last.end) merged.push(span);
    else merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
  }
  return merged;
}

/** The text with each span replaced. By index: a replacement is never a pattern. */
export function cut(text: string, spans: readonly Span[], replacement: string): string {
  let out = '';
  let at = 0;
  for (const { start, end } of spans) {
    out += text.slice(at, start) + replacement;
    at = end;
  }
  return out + text.slice(at);
}
