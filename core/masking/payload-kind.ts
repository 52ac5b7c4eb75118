/** What a payload is that no model describes: text, which is masked, or bytes that nobody can read. */

import { GatewayError } from '../errors.ts';
import { type Header, headerValue, headerValues } from '../http.ts';
import type { Claim } from './claim.ts';

export type PayloadKind = 'text' | 'binary' | 'stream';

/** A payload that is text up to this size is masked; a larger one is not held. */
export const maskablePayloadBytes = 8 * 1024 * 1024;

/** How much of a payload tells what it is. */
export const headBytes = 1024;

/** What passes unmasked, by what it is. */
export const payloadClaims: Readonly<Record<PayloadKind, Claim>> = {
  text: { class: 'text', rule: 'payload', isShown: false },
  binary: { class: 'binary', rule: 'payload', isShown: false },
  stream: { class: 'stream', rule: 'payload', isShown: false },
};

const textType =
  /^(?:text\/.*|application\/(?:json|xml|yaml|x-yaml|csv|x-csv|ndjson|x-ndjson|jsonl|x-jsonlines|javascript|x-javascript|ecmascript|typescript|toml|sql|graphql|x-sh|x-httpd-php|x-www-form-urlencoded|x-pem-file|pgp-keys)|[a-z]+\/[a-z0-9.+-]+\+(?:json|xml|yaml))$/;

/** By its type, whoever gave it, or by how it begins: a type that says nothing of text hides none. */
export function payloadKind(headers: readonly Header[], head: Uint8Array): 'text' | 'binary' {
  return isTextType(headers) || looksLikeText(head) ? 'text' : 'binary';
}

export function isTextType(headers: readonly Header[]): boolean {
  return textType.test(mediaType(headers));
}

export function mediaType(headers: readonly Header[]): string {
  return (headerValue(headers, 'content-type')?.split(';')[0] ?? '').trim().toLowerCase();
}

/** Encodings that change nothing; `aws-chunked` is left over in the metadata of objects from the way they were sent. */
export function isEncoded(headers: readonly Header[]): boolean {
  const encodings = headerValues(headers, 'content-encoding').flatMap((value) => value.split(','));
  return encodings.some((encoding) => !/^(?:|identity|aws-chunked)$/.test(encoding.trim().toLowerCase()));
}

/** A range of an object, or one part of it. */
export function isPart({ status, headers }: { readonly status: number; readonly headers: readonly Header[] }): boolean {
  return status === 206 || headerValue(headers, 'content-range') !== undefined;
}

/** Text has no control characters but white space, backspace and escape (`ESC[0m`); random bytes soon have one. */
export function looksLikeText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, headBytes);
  if (utf16Of(head) !== undefined) return true;
  // A PDF begins as a text does, and what it says is compressed.
  if (Buffer.from(head.subarray(0, 5)).toString('latin1') === '%PDF-') return false;
  return !head.some((byte) => byte < 0x20 && !isWhite(byte) && byte !== 0x08 && byte !== 0x1b);
}

/** UTF-16 tells by its first two bytes which half of a character comes first. */
export function utf16Of(bytes: Uint8Array): 'little-endian' | 'big-endian' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'little-endian';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'big-endian' : undefined;
}

function isWhite(byte: number): boolean {
  return byte >= 0x09 && byte <= 0x0d;
}

type Withheld = { readonly kind: PayloadKind; readonly isPart: boolean };

/** Says what to do about a payload that its caller may not see as it is. */
export function withheldPayload({ kind, isPart: isOfPart }: Withheld): GatewayError {
  return new GatewayError('masking-failed', `The call was carried out, and its payload is withheld: ${reasonOf(kind, isOfPart)}`);
}

function reasonOf(kind: PayloadKind, isOfPart: boolean): string {
  switch (kind) {
    case 'binary':
      return 'it is no text, so it cannot be masked, and no policy reveals "binary" to you (reveal:binary).';
    case 'stream':
      return 'it is an event stream, which cannot be masked, and no policy reveals "stream" to you (reveal:stream).';
    case 'text':
      return isOfPart
        ? 'a part of a text cannot be masked. Ask for the whole object, without a range (aws s3api get-object), or have "text" revealed to you (reveal:text).'
        : `a text of more than ${maskablePayloadBytes} bytes is not masked. Have "text" revealed to you (reveal:text), or read a smaller one.`;
  }
}
