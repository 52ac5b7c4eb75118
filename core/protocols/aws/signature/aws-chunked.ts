/** Takes off S3's aws-chunked frame (`Content-Encoding: aws-chunked`): every chunk, its signature and the trailer, strictly. */

import { timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../../../errors.ts';
import { type Header, type HttpRequest, headerValue, withoutHeaders } from '../../../http.ts';

/** Computes what each signature of a signed stream must be. */
export type ChunkProof = {
  /** The request's own signature. */
  readonly seed: string;
  readonly hasTrailer: boolean;
  readonly ofChunk: (previous: string, data: Uint8Array) => string;
  readonly ofTrailer: (previous: string, text: string) => string;
};

type Frame = { readonly data: readonly Uint8Array[]; readonly lastSignature: string; readonly end: number };

const chunkHeaderPattern = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/;
const trailerPattern = /^(x-amz-checksum-[a-z0-9]{1,16}):([A-Za-z0-9+/=]{1,128})$/;
const trailerSignaturePattern = /^x-amz-trailer-signature:([0-9a-f]{64})$/;
const maximalLine = 256;
const frameHeaders: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-length',
  'transfer-encoding',
  'x-amz-decoded-content-length',
  'x-amz-trailer',
]);

/**
 * The request with its bare body. The frame's headers are gone, and trailing checksums stand as headers.
 * `proof` is undefined for an unsigned stream. Errors: `malformed-request`; `unauthenticated` (`bad-signature`) for a wrong signature.
 */
export function unframe(request: HttpRequest, proof: ChunkProof | undefined): HttpRequest {
  const frame = readChunks(request.body, proof);
  const body = Buffer.concat(frame.data);
  if (headerValue(request.headers, 'x-amz-decoded-content-length') !== String(body.length)) {
    throw broken('its length is not x-amz-decoded-content-length');
  }
  const trailers = readTrailers(request, frame, proof);
  const kept = withoutHeaders(request.headers, frameHeaders);
  return { ...request, headers: [...kept, ...remainingCodings(request.headers), ...trailers], body };
}

function readChunks(body: Uint8Array, proof: ChunkProof | undefined): Frame {
  const data: Uint8Array[] = [];
  let lastSignature = proof?.seed ?? '';
  let position = 0;
  while (true) {
    const header = readLine(body, position);
    const [, size = '', signature] = chunkHeaderPattern.exec(header.text) ?? [];
    if (size === '') throw broken('a chunk has no valid size');
    const end = header.next + Number.parseInt(size, 16);
    if (end > body.length) throw broken('it ends inside a chunk');
    const chunk = body.subarray(header.next, end);
    lastSignature = checkedSignature(signature, proof?.ofChunk(lastSignature, chunk));
    if (chunk.length === 0) return { data, lastSignature, end };
    if (body[end] !== 13 || body[end + 1] !== 10) throw broken('a chunk does not end with a line break');
    data.push(chunk);
    position = end + 2;
  }
}

/** The trailer lines after the last chunk, each one declared in `x-amz-trailer`, then an empty line, then nothing. */
function readTrailers(request: HttpRequest, frame: Frame, proof: ChunkProof | undefined): readonly Header[] {
  const declared = declaredTrailers(request.headers);
  const lines = readLines(request.body, frame.end);
  const signature = proof?.hasTrailer ? trailerSignaturePattern.exec(lines.pop() ?? '')?.[1] : undefined;
  const trailers = lines.map(readTrailer);
  const text = lines.map((line) => `${line}\n`).join('');
  if (proof?.hasTrailer) checkedSignature(signature, proof.ofTrailer(frame.lastSignature, text));
  const names = trailers.map(([name]) => name).sort();
  if (names.join() !== [...declared].sort().join()) throw broken('its trailers are not those that x-amz-trailer declares');
  return trailers;
}

function readTrailer(line: string): Header {
  const [, name = '', value = ''] = trailerPattern.exec(line) ?? [];
  if (name === '') throw broken('a trailer is no checksum');
  return [name, value];
}

function declaredTrailers(headers: readonly Header[]): readonly string[] {
  const value = headerValue(headers, 'x-amz-trailer');
  return value === undefined ? [] : value.split(',').map((name) => name.trim().toLowerCase());
}

function readLines(body: Uint8Array, start: number): string[] {
  const lines: string[] = [];
  let position = start;
  while (true) {
    const line = readLine(body, position);
    position = line.next;
    if (line.text === '') break;
    lines.push(line.text);
  }
  if (position !== body.length) throw broken('bytes follow its end');
  return lines;
}

function readLine(body: Uint8Array, start: number): { readonly text: string; readonly next: number } {
  const window = Buffer.from(body.buffer, body.byteOffset + start, Math.min(maximalLine, body.length - start));
  const length = window.indexOf('\r\n');
  if (length < 0) throw broken('a line has no end');
  return { text: window.toString('latin1', 0, length), next: start + length + 2 };
}

function remainingCodings(headers: readonly Header[]): readonly Header[] {
  const codings = (headerValue(headers, 'content-encoding') ?? '').split(',').map((coding) => coding.trim());
  const kept = codings.filter((coding) => coding !== '' && coding.toLowerCase() !== 'aws-chunked');
  return kept.length === 0 ? [] : [['content-encoding', kept.join(',')]];
}

function checkedSignature(given: string | undefined, expected: string | undefined): string {
  if (expected === undefined && given === undefined) return '';
  if (expected === undefined) throw broken('a chunk is signed though the stream is declared unsigned');
  const isSame = given !== undefined && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
  if (isSame) return expected;
  throw new GatewayError(
    'unauthenticated',
    'The signature of a chunk of the body does not match. Send the request again, unchanged.',
    {
      fault: 'bad-signature',
    },
  );
}

function broken(what: string): GatewayError {
  return new GatewayError(
    'malformed-request',
    `The aws-chunked body cannot be read: ${what}. Send it again, or without chunked signing.`,
  );
}
