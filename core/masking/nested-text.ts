/** What is written down inside of a text: JSON, and base64 of a text. Found by value, and written down again the same way. */

import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../errors.ts';
import type { Claim, View } from './claim.ts';
import { maskedBlob } from './forms.ts';
import { freeForm } from './free-form.ts';
import { findInJson } from './mask-json.ts';
import { cutText, type TextFinder, type TextSpan } from './text-finder.ts';

/** The spans in what the text holds; `undefined` when it is nothing but itself. */
export function nestedSpans(text: string, finder: TextFinder): readonly TextSpan[] | undefined {
  return spansInJson(text, finder) ?? spansInBase64(text, finder);
}

/** By its first character; white space may stand before it. */
export function mayBeJson(first: number): boolean {
  return first === 0x7b || first === 0x5b || first <= 0x20;
}

/** By the length of a text that has no other characters. */
export function mayBeBase64(length: number): boolean {
  return length >= shortestBase64 && length % 4 === 0;
}

function spansInJson(text: string, finder: TextFinder): readonly TextSpan[] | undefined {
  if (!/^\s{0,8}(?:\{\s{0,40}["}]|\[\s{0,40}["[{0-9\]])/.test(text)) return undefined;
  try {
    return findInJson(text, freeForm, finder).map(({ start, end, findings, replace }) => ({
      start,
      end,
      claims: findings.map(({ claim }) => claim),
      replace,
    }));
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}

/** Of bytes that are no text, so that nobody can tell what is in them. */
export const binaryClaim: Claim = { class: 'binary', rule: 'blob', isShown: false };

/** Fewer bytes hold nothing that anybody would look for. */
const smallestBlob = 8;

/** The spans in a modelled blob, which is base64 of text, or of bytes that are masked as a whole; `undefined` when it is no base64. */
export function blobSpans(text: string, finder: TextFinder): readonly TextSpan[] | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length < smallestBlob) return [];
  const clear = textOf(bytes);
  if (clear !== undefined) return encodedSpans(text, clear, finder);
  return [{ start: 0, end: text.length, claims: [binaryClaim], replace: maskedBlob(binaryClaim.class) }];
}

const shortestBase64 = 24;

function spansInBase64(text: string, finder: TextFinder): readonly TextSpan[] | undefined {
  const clear = fromBase64(text);
  const spans = clear === undefined ? [] : encodedSpans(text, clear, finder);
  return spans.length === 0 ? undefined : spans;
}

function encodedSpans(text: string, clear: string, finder: TextFinder): readonly TextSpan[] {
  const spans = finder.find(clear, freeForm);
  if (spans.length === 0) return [];
  const claims = spans.flatMap((span) => span.claims);
  const replace = (view: View) => Buffer.from(cutText(clear, spans, view)).toString('base64');
  return [{ start: 0, end: text.length, claims, replace }];
}

/** Base64 of printable text; anything else is no text. */
function fromBase64(text: string): string | undefined {
  if (!mayBeBase64(text.length) || !/^[A-Za-z0-9+/]{4,}={0,2}$/.test(text)) return undefined;
  const head = Buffer.from(text.slice(0, 64), 'base64');
  if (head.some((byte) => byte < 9)) return undefined;
  return textOf(Buffer.from(text, 'base64'));
}

function textOf(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const clear = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a text does not hold.
  return /[\u0000-\u0008\u000e-\u001a]/.test(clear) ? undefined : clear;
}
