/** Whether the writer could have written a value: what it never writes is refused before anything walks it to its end. */

import type { Json } from '../model.ts';

/** The writer refuses what is deeper: far deeper than any AWS shape nests, and far from the end of the stack. */
const deepest = 200;

/** A value that JSON's parser gave, which may nest without end, and knows Infinity and half a surrogate pair. */
export function isWritable(value: Json | undefined, left = deepest): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (left === 0) return false;
  for (const name in value) {
    if (!name.isWellFormed() || !isWritable((value as { readonly [name: string]: Json })[name], left - 1)) return false;
  }
  return true;
}
