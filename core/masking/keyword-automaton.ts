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
  const trie = grown(keywords);
  const { ends } = trie;
  if (ends.length > 65_535) throw new TypeError('masking: there are more keywords than the automaton can hold');
  const next = linked(trie);
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

/** By state: its ways on by character, and the numbers of the keywords that end there. */
type Trie = { readonly ways: readonly ReadonlyMap<number, number>[]; readonly ends: readonly number[][] };

function grown(keywords: readonly string[]): Trie {
  const ways: Map<number, number>[] = [new Map()];
  const ends: number[][] = [[]];
  const wayOn = (state: number, code: number): number => {
    const known = ways[state]?.get(code);
    if (known !== undefined) return known;
    ways[state]?.set(code, ends.length);
    ways.push(new Map());
    return ends.push([]) - 1;
  };
  keywords.forEach((keyword, number) => {
    let state = 0;
    for (let at = 0; at < keyword.length; at += 1) state = wayOn(state, keyword.charCodeAt(at));
    ends[state]?.push(number);
  });
  return { ways, ends };
}

/** Breadth first: where a state has no way on, that of its longest suffix. Capitals go where their small letters go. */
function linked({ ways, ends }: Trie): Uint16Array {
  const next = new Uint16Array(ends.length * columns);
  const suffix = new Uint16Array(ends.length);
  const queue: number[] = [0];
  for (const state of queue) {
    const row = state * columns;
    const fallback = (suffix[state] ?? 0) * columns;
    if (state !== 0) next.copyWithin(row, fallback, fallback + columns);
    for (const [code, target] of ways[state] ?? []) {
      const other = state === 0 ? 0 : (next[fallback + code] ?? 0);
      suffix[target] = other;
      ends[target]?.push(...(ends[other] ?? []));
      next[row + code] = target;
      next[row + capitalOf(code)] = target;
      queue.push(target);
    }
  }
  return next;
}

function capitalOf(code: number): number {
  return code >= 97 && code <= 122 ? code - 32 : code;
}
