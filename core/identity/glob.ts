/** Globs over subjects: `repo:acme/ml-*:ref:refs/heads/main`. */

/**
 * Whether the whole text matches. `*` matches any text without a colon, so that no subject can spread one field over
 * the next; at the end of the pattern it matches all that follows. One pass: the leftmost place of each piece is as good
 * as any later one, so nothing is ever tried again.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  return matchesRest(rest, text, first.length);
}

function matchesRest(pieces: readonly string[], text: string, start: number): boolean {
  const last = pieces.length - 1;
  let position = start;
  for (const [index, piece] of pieces.entries()) {
    if (index === last) return endsWith(piece, text, position);
    const found = text.indexOf(piece, position);
    if (found === -1 || text.slice(position, found).includes(':')) return false;
    position = found + piece.length;
  }
  return false;
}

function endsWith(piece: string, text: string, position: number): boolean {
  if (piece === '') return true;
  const end = text.length - piece.length;
  return end >= position && text.endsWith(piece) && !text.slice(position, end).includes(':');
}
