/** Which of many literals a text holds, in one pass over it (Aho–Corasick). What makes two hundred patterns affordable. */

export type KeywordAutomaton = {
  /** The numbers of the keywords in the text, each with where it ended last. */
  readonly scan: (text: string, onKeyword: (keyword: number, end: number) => void) => void;
  /** For a pass of one's own: from a state and an ASCII character to the next state. The root is 0. */
  readonly next: Uint16Array;
  /** The numbers of the keywords that end in a state. */
  readonly ends: readonly (readonly number[])[];
};

/** Of the table `next`: one for each ASCII character. */
export const columns = 128;

/** Keywords are ASCII and lower-case; texts are folded on the way. */
export function createKeywordAutomaton(keywords: readonly string[]): KeywordAutomaton {
  const { next: links, ends } = build(keywords);
  if (ends.length > 65_535) throw new TypeError('masking: there are more keywords than the automaton can hold');
  const next = Uint16Array.from(links);
  return {
    next,
    ends,
    scan: (text, onKeyword) => {
      let state = 0;
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        // Beyond ASCII is no keyword's character: back to the root.
        state = code < columns ? (next[state * columns + code] ?? 0) : 0;
        const found = ends[state];
        if (found !== undefined && found.length > 0) report(found, at + 1, onKeyword);
      }
    },
  };
}

function report(keywords: readonly number[], end: number, onKeyword: (keyword: number, end: number) => void): void {
  for (const keyword of keywords) onKeyword(keyword, end);
}

type Built = { readonly next: readonly number[]; readonly ends: readonly (readonly number[])[] };

function build(keywords: readonly string[]): Built {
  const next: number[] = Array.from({ length: columns }, () => -1);
  const ends: number[][] = [[]];
  keywords.forEach((keyword, number) => {
    let state = 0;
    for (const letter of keyword) {
      const slot = state * columns + letter.charCodeAt(0);
      if ((next[slot] ?? -1) < 0) {
        next[slot] = ends.length;
        ends.push([]);
        for (let column = 0; column < columns; column += 1) next.push(-1);
      }
      state = next[slot] ?? 0;
    }
    ends[state]?.push(number);
  });
  return { next: linked(next, ends), ends };
}

/** Breadth first: where a state has no way on, that of its longest suffix. Capitals go where their small letters go. */
function linked(next: number[], ends: number[][]): readonly number[] {
  const suffix: number[] = ends.map(() => 0);
  const queue: number[] = [0];
  const follow = (slot: number, other: number) => {
    const target = next[slot] ?? -1;
    if (target < 0) {
      next[slot] = other;
      return;
    }
    suffix[target] = other;
    ends[target]?.push(...(ends[other] ?? []));
    queue.push(target);
  };
  for (let head = 0; head < queue.length; head += 1) {
    const state = queue[head] ?? 0;
    const fallback = (suffix[state] ?? 0) * columns;
    for (let code = 0; code < columns; code += 1) {
      follow(state * columns + code, state === 0 ? 0 : (next[fallback + code] ?? 0));
    }
    for (let code = 65; code <= 90; code += 1) next[state * columns + code] = next[state * columns + code + 32] ?? 0;
  }
  return next;
}
