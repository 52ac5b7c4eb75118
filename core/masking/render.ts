/** Views of one message, cut from one list of hits. */

import { type Hit, replaced, type View } from './claim.ts';

/** The text as a view sees it; the same text when nothing in it is masked. */
export function renderText(text: string, hits: readonly Hit<string>[], view: View): string {
  const parts = partsOf(hits, view, (start, end) => text.slice(start, end));
  return parts === undefined ? text : parts.join('');
}

/** A text, and the bytes in UTF-8 that it was read from. */
export type EncodedText = { readonly text: string; readonly bytes: Uint8Array };

/** The bytes as a view sees them, each span copied once; the same bytes when nothing in them is masked. */
export function renderUtf8({ text, bytes }: EncodedText, hits: readonly Hit<string>[], view: View): Uint8Array {
  const seen = hits.filter((hit) => isMasked(hit, view));
  if (seen.length === 0) return bytes;
  const masks = seen.map(({ replace }) => replaced(replace, view));
  // Only an ASCII text has as many bytes as characters.
  const isAscii = text.length === bytes.length;
  const sizeOf = (start: number, end: number) => (isAscii ? end - start : Buffer.byteLength(text.slice(start, end)));
  const cutSize = seen.reduce((size, { start, end }) => size + sizeOf(start, end), 0);
  const out = Buffer.allocUnsafe(bytes.length - cutSize + masks.reduce((size, mask) => size + Buffer.byteLength(mask), 0));
  let at = 0;
  let read = 0;
  let written = 0;
  seen.forEach(({ start, end }, n) => {
    const kept = sizeOf(at, start);
    out.set(bytes.subarray(read, read + kept), written);
    written += kept + out.write(masks[n] ?? '', written + kept);
    read += kept + sizeOf(start, end);
    at = end;
  });
  out.set(bytes.subarray(read), written);
  return asBytes(out);
}

/** The same over bytes. */
export function renderBytes(bytes: Uint8Array, hits: readonly Hit<Uint8Array>[], view: View): Uint8Array {
  const parts = partsOf(hits, view, (start, end) => bytes.subarray(start, end));
  return parts === undefined ? bytes : asBytes(Buffer.concat(parts));
}

/** What stays and what replaces it, in order; `undefined` when nothing is masked. */
function partsOf<Part extends string | Uint8Array>(
  hits: readonly Hit<Part>[],
  view: View,
  cut: (start: number, end?: number) => Part,
): readonly Part[] | undefined {
  const parts: Part[] = [];
  let at = 0;
  for (const hit of hits) {
    if (!isMasked(hit, view)) continue;
    parts.push(cut(at, hit.start), replaced(hit.replace, view));
    at = hit.end;
  }
  return parts.length === 0 ? undefined : [...parts, cut(at)];
}

function isMasked({ findings }: Pick<Hit<string>, 'findings'>, view: View): boolean {
  return findings.some(({ claim }) => view(claim));
}

function asBytes(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
