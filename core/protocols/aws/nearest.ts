/** "Did you mean": the name that a misspelt one was probably meant to be. */

/** The nearest of the names by edits of letters, whatever their case; `undefined` when none is near. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase().replace(/[-_ ]/g, '');
  const most = Math.min(3, Math.floor(wanted.length / 3));
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const each of names) {
    const distance = editDistance(wanted, each.toLowerCase().replace(/[-_ ]/g, ''), (best?.distance ?? most + 1) - 1);
    if (distance !== undefined) best = { name: each, distance };
    if (distance === 0) break;
  }
  return best?.name;
}

/** ` Did you mean "X"?`, or nothing. */
export function didYouMean(name: string, names: Iterable<string>): string {
  const found = nearest(name, names);
  return found === undefined ? '' : ` Did you mean "${found}"?`;
}

/** Levenshtein's distance with swapped neighbours as one edit, up to `most`. */
function editDistance(left: string, right: string, most: number): number | undefined {
  if (most < 0 || Math.abs(left.length - right.length) > most) return undefined;
  let [before, last]: [readonly number[], readonly number[]] = [[], Array.from({ length: right.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      current.push(cost({ left, right, row, column }, { before, last, current }));
    }
    [before, last] = [last, current];
  }
  const distance = last[right.length] ?? 0;
  return distance <= most ? distance : undefined;
}

type Place = { readonly left: string; readonly right: string; readonly row: number; readonly column: number };
type Rows = { readonly before: readonly number[]; readonly last: readonly number[]; readonly current: readonly number[] };

function cost({ left, right, row, column }: Place, { before, last, current }: Rows): number {
  const isSame = left[row - 1] === right[column - 1];
  const edited = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + (isSame ? 0 : 1));
  const isSwapped = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
  return isSwapped ? Math.min(edited, (before[column - 2] ?? 0) + 1) : edited;
}
