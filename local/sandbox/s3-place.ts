/** The bucket and the key that a path-style S3 request names. */

import type { HttpRequest } from '#core/http.ts';
import { SandboxError } from './sandbox-error.ts';

/** `/bucket/key`: everything behind the second slash is the key, decoded once and otherwise as it stands. */
export function placeOf({ path }: HttpRequest): { readonly bucket: string; readonly key: string } {
  const slash = path.indexOf('/', 1);
  if (slash < 0) return { bucket: decode(path.slice(1)), key: '' };
  return { bucket: decode(path.slice(1, slash)), key: decode(path.slice(slash + 1)) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new SandboxError('InvalidURI', "Couldn't parse the specified URI.", 400);
  }
}
