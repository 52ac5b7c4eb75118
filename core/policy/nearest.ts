/** Which of many names a misspelt one probably meant: the fewest edits away (Levenshtein). */

/** `undefined` when nothing is near: a third of its length, three edits at most. Upper and lower case count as half an edit. */
export function nearestOf(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.min(3, name.length / 3);
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) > least) continue;
    const edits = distance(name, candidate, least);
    if (edits <= least && (best === undefined || edits < least)) [best, least] = [candidate, edits];
  }
  return best;
}

/** Edits from one text to the other; more than `limit` is told as infinite. */
function distance(from: string, to: string, limit: number): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + costOf(from[i - 1], to[j - 1]);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    if (Math.min(...next) > limit) return Number.POSITIVE_INFINITY;
    row = next;
  }
  return row[to.length] ?? 0;
}

function costOf(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0;
  return a?.toLowerCase() === b?.toLowerCase() ? 0.5 : 1;
}
