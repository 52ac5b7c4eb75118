/** Views of one message, cut from one list of hits. */

import type { Hit, View } from './claim.ts';

/** The text as a view sees it; the same text when nothing in it is masked. */
export function renderText(text: string, hits: readonly Hit<string>[], view: View): string {
  const parts: string[] = [];
  let at = 0;
  for (const hit of hits) {
    if (!hit.findings.some(({ claim }) => view(claim))) continue;
    parts.push(text.slice(at, hit.start), hit.replace(view));
    at = hit.end;
  }
  if (parts.length === 0) return text;
  parts.push(text.slice(at));
  return parts.join('');
}

/** The same over bytes. */
export function renderBytes(bytes: Uint8Array, hits: readonly Hit<Uint8Array>[], view: View): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const hit of hits) {
    if (!hit.findings.some(({ claim }) => view(claim))) continue;
    parts.push(bytes.subarray(at, hit.start), hit.replace(view));
    at = hit.end;
  }
  if (parts.length === 0) return bytes;
  parts.push(bytes.subarray(at));
  const whole = Buffer.concat(parts);
  return new Uint8Array(whole.buffer, whole.byteOffset, whole.length);
}
