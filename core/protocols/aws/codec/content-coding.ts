/** The body as the operation's model reads it: gzip taken off where the model allows it, under a cap; other codings and charsets refused. */

import { gunzipSync } from 'node:zlib';
import type { Operation } from '../../../catalog/operation.ts';
import { GatewayError } from '../../../errors.ts';
import { type HttpRequest, headerValues } from '../../../http.ts';
import { malformedPart } from './malformed.ts';

/** `isModelled` says that Content-Encoding is a parameter of the operation, as for S3's objects: it is then data, not a coding. */
export type CodingRules = { readonly operation: Operation; readonly isModelled: boolean; readonly inflatedBytes: number };

/** Errors: `malformed-request`, `payload-too-large`. */
export function decodedBody(request: HttpRequest, { operation, isModelled, inflatedBytes }: CodingRules): Uint8Array {
  const codings = headerValues(request.headers, 'content-encoding')
    .flatMap((value) => value.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (isModelled || codings.length === 0) return request.body;
  if (codings.length === 1 && codings[0] === 'gzip' && operation.mayBeGzipped) return gunzip(request.body, inflatedBytes);
  throw malformedPart('body', 'its content coding is not one that AWS’s model of the operation has');
}

/** Errors: `malformed-request` for text in another charset than UTF-8. */
export function requireUtf8(request: HttpRequest): void {
  for (const value of headerValues(request.headers, 'content-type')) {
    const charset = /;\s{0,8}charset\s{0,8}=\s{0,8}"?([^";\s]{0,40})/i.exec(value)?.[1];
    if (charset !== undefined && charset.toLowerCase() !== 'utf-8') throw malformedPart('body', 'its charset is not UTF-8');
  }
}

function gunzip(body: Uint8Array, maxOutputLength: number): Uint8Array {
  try {
    return new Uint8Array(gunzipSync(body, { maxOutputLength }));
  } catch (error) {
    if (error instanceof RangeError) {
      throw new GatewayError(
        'payload-too-large',
        `The body inflates to more than ${maxOutputLength} bytes. Send less in one request.`,
      );
    }
    throw malformedPart('body', 'it is not gzip, as its content-encoding says');
  }
}
