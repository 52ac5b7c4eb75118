/** A place in a text that moves while the text is read: the one state that the readers of JSON and XML have. */

export type Cursor = { readonly text: string; at: number };

/** What a sticky pattern matches here; moves behind it. `undefined` when it does not match. */
export function take(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  if (found !== undefined) cursor.at += found.length;
  return found;
}
