/** Refuses requests that two readers could read as two different calls, by their bytes alone (threats 8). */

import { isUtf8 } from 'node:buffer';
import { GatewayError } from '../../../errors.ts';
import { type HttpRequest, headerValue, headerValues } from '../../../http.ts';
import { canonicalPair, hasKeyPath } from '../signature/canonical-request.ts';
import { normalizeEscapes, requireEscaped } from '../signature/percent-encoding.ts';

const methodOverrides: ReadonlySet<string> = new Set(['x-http-method-override', 'x-http-method', 'x-method-override']);
const singleHeaders = ['content-type', 'content-encoding', 'smithy-protocol', 'x-amz-target'] as const;
const textBody = /^application\/(?:x-www-form-urlencoded|x-amz-json-1\.[01])\b/i;
const dotSegment = /^\.{1,2}$/;

/**
 * The refusals that need no model. A verified aws-chunked body has lost its frame before this.
 * Errors: `malformed-request`, `unsupported-call` for a coding or method form that is not handled.
 */
export function refuseAmbiguous(request: HttpRequest, signingName: string): void {
  refuseHeaders(request);
  requireEscaped(request.path, 'path');
  requireEscaped(request.query, 'query');
  refusePath(request.path, signingName);
  refuseNullBytes(request);
  refuseFrame(request);
  if (hasKeyPath(signingName)) {
    refuseRepeatedQuery(request.query, repeatableOfS3);
    return;
  }
  refuseCharset(request);
  refuseCoding(request);
  if (hasOperationMarker(request)) refuseRepeatedQuery(request.query, none);
}

const none: ReadonlySet<string> = new Set();
/** S3 Control's list members in the query; S3 itself has none. */
const repeatableOfS3: ReadonlySet<string> = new Set(['tagKeys', 'jobStatuses']);

/** Refuses a query name that stands twice, in whatever spelling, unless the model makes a list of it. Errors: `malformed-request`. */
export function refuseRepeatedQuery(query: string, repeatable: ReadonlySet<string>): void {
  const seen = new Set<string>();
  for (const pair of query === '' ? [] : query.split('&')) {
    const [name] = canonicalPair(pair);
    if (seen.has(name) && !repeatable.has(name)) throw malformed('A name stands twice in the query. Send it once.');
    seen.add(name);
  }
}

function refuseHeaders(request: HttpRequest): void {
  for (const name of singleHeaders) {
    if (headerValues(request.headers, name).length > 1)
      throw malformed(`The header "${name}" stands more than once. Send it once.`);
  }
  if (request.headers.some(([name]) => methodOverrides.has(name.toLowerCase()))) {
    throw unsupported('A header overrides the HTTP method. Send the method itself.');
  }
  if (
    headerValue(request.headers, 'x-amz-target') !== undefined &&
    headerValue(request.headers, 'smithy-protocol') !== undefined
  ) {
    throw malformed('The request names two protocols: x-amz-target and smithy-protocol. Send one of them.');
  }
}

function refusePath(path: string, signingName: string): void {
  if (!path.startsWith('/')) throw malformed('The path does not begin with "/".');
  if (hasKeyPath(signingName)) {
    refuseKeyPath(path);
    return;
  }
  const segments = path.slice(1).split('/');
  if (segments.some((segment) => dotSegment.test(normalizeEscapes(segment)))) {
    throw malformed('The path holds a dot segment ("." or ".."), which some readers resolve. Send the path without it.');
  }
  // The signature does not cover them: every signer drops empty segments outside S3.
  if (segments.slice(0, -1).includes('')) throw malformed('The path holds an empty segment ("//"). Send the path without it.');
}

/** S3 reads `%2F` as the separator, and `+` may be a space: neither tells bucket and key apart for sure. */
function refuseKeyPath(path: string): void {
  if (/%2f/i.test(path)) throw malformed('The path holds an encoded slash ("%2F"). Write the key with "/".');
  if (path.includes('+')) throw malformed('The path holds a bare "+". Write "%2B" for a plus sign, or "%20" for a space.');
}

function refuseNullBytes(request: HttpRequest): void {
  if (/%00/.test(request.path) || /%00/.test(request.query))
    throw malformed('The path or the query holds a null byte. Remove it.');
  if (request.headers.some(([, value]) => value.includes('\0'))) throw malformed('A header holds a null byte. Remove it.');
}

/** A frame that is still on would be stored as if it were data. */
function refuseFrame({ headers }: HttpRequest): void {
  const codings = headerValue(headers, 'content-encoding')?.toLowerCase() ?? '';
  if (!codings.includes('aws-chunked') && headerValue(headers, 'x-amz-decoded-content-length') === undefined) return;
  throw unsupported('A chunked body (aws-chunked) is not accepted here. Let the client sign the whole payload.');
}

/** Outside S3, where the content type is only a label of the object. */
function refuseCharset(request: HttpRequest): void {
  const contentType = headerValue(request.headers, 'content-type') ?? '';
  const charset = /charset\s*=\s*["']?([^"';\s]*)/i.exec(contentType)?.[1];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8')
    throw unsupported('The body must be UTF-8. Send it as "charset=utf-8".');
  if (textBody.test(contentType) && (request.body.includes(0) || !isUtf8(request.body)) && !isEncoded(request)) {
    throw malformed('The body is not UTF-8 text. Send it as UTF-8, without null bytes.');
  }
}

/** Whether `gzip` is allowed depends on the operation; every other coding is refused here. */
function refuseCoding(request: HttpRequest): void {
  const coding = headerValue(request.headers, 'content-encoding')?.trim().toLowerCase();
  if (coding === undefined || coding === 'gzip') return;
  throw unsupported('This content-encoding is not accepted. Send the body without it.');
}

function isEncoded(request: HttpRequest): boolean {
  return headerValue(request.headers, 'content-encoding') !== undefined;
}

function hasOperationMarker({ headers, query }: HttpRequest): boolean {
  const isNamed = headerValue(headers, 'x-amz-target') !== undefined || headerValue(headers, 'smithy-protocol') !== undefined;
  return isNamed || query.split('&').some((pair) => canonicalPair(pair)[0] === 'Action');
}

function malformed(message: string): GatewayError {
  return new GatewayError('malformed-request', message);
}

function unsupported(message: string): GatewayError {
  return new GatewayError('unsupported-call', message);
}
