/** Where something stands in a policy file: what `file:line:column` names. */

export type Place = {
  /** From 1. */
  readonly line: number;
  /** From 1, in characters as an editor counts them. */
  readonly column: number;
};

/** What is wrong with one policy, and the piece of its text where it is seen; without one, the policy itself is meant. */
export type Complaint = { readonly message: string; readonly near?: string };

/** The place of a byte of a file: Cedar counts in bytes of UTF-8. */
export function placeAt(text: string, byteOffset: number): Place {
  return placeAfter(Buffer.from(text).subarray(0, byteOffset).toString(), { line: 1, column: 1 });
}

/** The place where one policy's text ends up after `before` of it, when it begins at `start`. */
export function placeAfter(before: string, start: Place): Place {
  const lines = before.split('\n');
  const last = [...(lines.at(-1) ?? '')].length;
  return { line: start.line + lines.length - 1, column: lines.length === 1 ? start.column + last : last + 1 };
}

export function placeOf({ near }: Complaint, text: string, start: Place): Place {
  const at = near === undefined ? -1 : text.indexOf(near);
  return at < 0 ? start : placeAfter(text.slice(0, at), start);
}
