/** Literals: clear values that were masked in a request, looked for in everything that comes after it. */

export type Span = { readonly start: number; readonly end: number };

export type Literals = {
  /** One look at a whole message: whether one stands in a part of it. */
  readonly over: (raw: string) => (start: number, end: number) => boolean;
  /** Where they stand in a decoded text: in order, overlaps merged. */
  readonly find: (text: string) => readonly Span[];
};

/** Shorter ones would hit half of every reply. */
export const minLiteralLength = 6;

export const noLiterals: Literals = { over: () => () => false, find: () => [] };

export function createLiterals(secrets: readonly string[]): Literals {
  const values = [...new Set(secrets)].filter((secret) => secret.length >= minLiteralLength);
  if (values.length === 0) return noLiterals;
  return {
    over: (raw) => within(merge(values.flatMap((value) => occurrences(raw, value)))),
    find: (text) => merge(values.flatMap((value) => occurrences(text, value))),
  };
}

/** Whether a part overlaps one of the spans, which are in order. */
function within(spans: readonly Span[]): (start: number, end: number) => boolean {
  if (spans.length === 0) return () => false;
  return (start, end) => {
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((spans[middle]?.end ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    const first = spans[low];
    return first !== undefined && first.start < end;
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
