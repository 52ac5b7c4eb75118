/** A place in a text that moves while the text is read: the one state that the readers of JSON and XML have. */

/** What one body may be at most, so that a megabyte of anything is refused or read in a tenth of a second. */
export type Bounds = {
  /** Levels of nesting. */
  readonly depth: number;
  /** Values, elements, attributes or form fields in all. */
  readonly values: number;
};

/** `left` counts down the values that may still come. */
export type Cursor = { readonly text: string; at: number; left: number };

export function createCursor(text: string, bounds: Bounds): Cursor {
  return { text, at: 0, left: bounds.values };
}

/** Whether one more value may come; counts it. */
export function admit(cursor: { left: number }): boolean {
  cursor.left -= 1;
  return cursor.left >= 0;
}

/** Moves behind white space; JSON and XML have the same four characters of it. */
export function skipSpace(cursor: Cursor): void {
  for (
    let code = cursor.text.charCodeAt(cursor.at);
    code === 0x20 || (code >= 0x9 && code <= 0xd && code !== 0xb && code !== 0xc);
  ) {
    cursor.at += 1;
    code = cursor.text.charCodeAt(cursor.at);
  }
}

/** What a sticky pattern matches here; moves behind it. `undefined` when it does not match. */
export function take(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  if (found !== undefined) cursor.at += found.length;
  return found;
}
