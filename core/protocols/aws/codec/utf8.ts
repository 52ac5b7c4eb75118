/** Bytes → text, strictly: what is not UTF-8 is refused, and a byte order mark is not skipped. */

import { malformedPart } from './malformed.ts';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Errors: `malformed-request` naming the part. */
export function utf8Text(bytes: Uint8Array, part: string): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw malformedPart(part, 'it is not UTF-8');
  }
}
