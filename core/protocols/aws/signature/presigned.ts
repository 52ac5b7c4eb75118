/** Presigned URLs: SigV4 with its signature in the query. For reads alone, and for 15 minutes at most (threats 26). */

import { GatewayError } from '../../../errors.ts';
import type { Header, HttpRequest } from '../../../http.ts';
import { canonicalPair } from './canonical-request.ts';

/** The fields of a presigned query, by their lower-case names. */
export type PresignedFields = ReadonlyMap<string, string>;

export const longestPresignedSeconds = 15 * 60;

/** The names that belong to the signature; the rest of the query belongs to the call. */
const signatureNames: ReadonlySet<string> = new Set([
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-signedheaders',
  'x-amz-signature',
  'x-amz-security-token',
  'x-amz-content-sha256',
]);
const markers = ['x-amz-algorithm', 'x-amz-credential', 'x-amz-signedheaders', 'x-amz-signature'];

/** Whether any name of the query is one of a presigned signature. Errors: `malformed-request` for a query that is not percent-encoded. */
export function isPresigned({ query }: Pick<HttpRequest, 'query'>): boolean {
  return pairsOf(query).some(([name]) => markers.includes(name.toLowerCase()));
}

/**
 * The signature's fields, each standing once and in AWS's own spelling of its name.
 * Errors: `malformed-request`; `unsupported-call` for what is no read, has a body, or is valid too long.
 */
export function readPresigned(request: HttpRequest): PresignedFields {
  requireRead(request);
  const fields = new Map<string, string>();
  for (const [name, value] of pairsOf(request.query)) {
    const key = name.toLowerCase();
    if (!signatureNames.has(key)) continue;
    if (fields.has(key)) throw malformed('A field of the signature stands twice in the query. Sign the URL again.');
    fields.set(key, value);
  }
  if ((fields.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD') !== 'UNSIGNED-PAYLOAD') {
    throw malformed('A presigned URL is for a request without a body. Sign it for UNSIGNED-PAYLOAD.');
  }
  return fields;
}

/** Seconds of validity. Errors: `malformed-request`, `unsupported-call` over 15 minutes. */
export function presignedSeconds(fields: PresignedFields): number {
  const text = fields.get('x-amz-expires') ?? '';
  if (!/^[1-9]\d{0,6}$/.test(text)) throw malformed('The URL does not say for how long it is valid (X-Amz-Expires).');
  if (Number(text) <= longestPresignedSeconds) return Number(text);
  throw new GatewayError(
    'unsupported-call',
    `A presigned URL may be valid for ${longestPresignedSeconds} seconds at most. Sign it with --expires-in ${longestPresignedSeconds} or less.`,
  );
}

/** The query that was signed: without the signature alone. In another spelling its name is part of what was signed, and fails. */
export function withoutSignature(query: string): string {
  return query
    .split('&')
    .filter((pair) => canonicalPair(pair)[0] !== 'X-Amz-Signature')
    .join('&');
}

/** The call itself: the signature's fields are gone, and the headers that a client moved into the query are headers again. */
export function unsignedCall(request: HttpRequest): HttpRequest {
  const kept: string[] = [];
  const moved: Header[] = [];
  for (const pair of request.query.split('&')) {
    const [name, value] = canonicalPair(pair);
    const key = name.toLowerCase();
    if (signatureNames.has(key)) continue;
    if (key.startsWith('x-amz-')) moved.push([key, decoded(value)]);
    else kept.push(pair);
  }
  for (const [name, value] of moved) requireMovable(request, moved, { name, value });
  return { ...request, query: kept.join('&'), headers: [...request.headers, ...moved] };
}

function requireMovable(
  { headers }: HttpRequest,
  moved: readonly Header[],
  { name, value }: { readonly name: string; readonly value: string },
): void {
  const count = [...headers, ...moved].filter(([key]) => key.toLowerCase() === name).length;
  if (count > 1) throw malformed('A header stands in the query and beside it. Send it once.');
  if (/[^\t\x20-\x7e]/.test(value)) throw malformed('A header that stands in the query is not plain text.');
}

function requireRead({ method, body }: HttpRequest): void {
  if ((method === 'GET' || method === 'HEAD') && body.length === 0) return;
  throw new GatewayError(
    'unsupported-call',
    'Presigned URLs are accepted for GET and HEAD without a body alone. Send the request with the Authorization header instead.',
  );
}

function pairsOf(query: string): readonly (readonly [string, string])[] {
  if (query === '') return [];
  return query.split('&').map((pair) => {
    const [name, value] = canonicalPair(pair);
    return [name, decoded(value)];
  });
}

/** A canonical value is percent-encoded ASCII already; what is no UTF-8 stays as it is, and matches no pattern. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function malformed(message: string): GatewayError {
  return new GatewayError('malformed-request', message);
}
