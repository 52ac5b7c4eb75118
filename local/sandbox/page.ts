/** One page of a list, by AWS's opaque tokens. */

import { SandboxError } from './sandbox-error.ts';

export type Page<T> = { readonly items: readonly T[]; readonly nextToken: string | undefined };

export function pageOf<T>(all: readonly T[], limit = 1000, token?: string): Page<T> {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString());
  if (!Number.isInteger(start) || start < 0)
    throw new SandboxError('InvalidNextToken', 'The token is not one that was given out.');
  const end = start + limit;
  return { items: all.slice(start, end), nextToken: end < all.length ? Buffer.from(String(end)).toString('base64') : undefined };
}
