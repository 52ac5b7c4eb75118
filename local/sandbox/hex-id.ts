/** Ids of AWS's forms (`i-0123…`), made from the sandbox's source of ids. */

import { createHash } from 'node:crypto';

export function hexId({ newId }: { readonly newId: () => string }, length: number): string {
  return createHash('sha256').update(newId()).digest('hex').slice(0, length);
}
