/** Views of one message, cut from one list of hits. */

import type { Hit, View } from './claim.ts';

/** The text as a view sees it; the same text when nothing in it is masked. */
export function renderText(text: string, hits: readonly Hit<string>[], view: View): string {
  const parts = partsOf(hits, view, (start, end) => text.slice(start, end));
  return parts === undefined ? text : parts.join('');
}

/** The same, encoded as UTF-8 piece by piece, so that a large text is never there twice; `undefined` when nothing is masked. */
export function renderUtf8(text: string, hits: readonly Hit<string>[], view: View): Uint8Array | undefined {
  const parts = partsOf(hits, view, (start, end) => text.slice(start, end));
  if (parts === undefined) return undefined;
  const bytes = Buffer.allocUnsafe(parts.reduce((size, part) => size + Buffer.byteLength(part), 0));
  let at = 0;
  for (const part of parts) at += bytes.write(part, at);
  return asBytes(bytes);
}

/** The same over bytes. */
export function renderBytes(bytes: Uint8Array, hits: readonly Hit<Uint8Array>[], view: View): Uint8Array {
  const parts = partsOf(hits, view, (start, end) => bytes.subarray(start, end));
  return parts === undefined ? bytes : asBytes(Buffer.concat(parts));
}

/** What stays and what replaces it, in order; `undefined` when nothing is masked. */
function partsOf<Part>(
  hits: readonly Hit<Part>[],
  view: View,
  cut: (start: number, end?: number) => Part,
): readonly Part[] | undefined {
  const parts: Part[] = [];
  let at = 0;
  for (const hit of hits) {
    if (!hit.findings.some(({ claim }) => view(claim))) continue;
    parts.push(cut(at, hit.start), hit.replace(view));
    at = hit.end;
  }
  return parts.length === 0 ? undefined : [...parts, cut(at)];
}

function asBytes(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
