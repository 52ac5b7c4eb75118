/** Compressed replies: expanded before they are read, up to a limit. The gateway asks for none; not every upstream listens. */

import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { GatewayError } from '../errors.ts';
import { type HttpReply, headerValues } from '../http.ts';

/** What a compressed reply may grow to. */
export const maxExpandedBytes = 64 * 1024 * 1024;

/** The body as it was before it was compressed; the very same bytes when it was not. Errors: `masking-failed`. */
export function expandedBody(reply: HttpReply): Uint8Array {
  const encoding = headerValues(reply.headers, 'content-encoding').join(',').trim().toLowerCase();
  try {
    return expand(reply.body, encoding);
  } catch (cause) {
    throw new GatewayError('masking-failed', 'The reply is compressed in a way that could not be expanded.', { cause });
  }
}

function expand(body: Uint8Array, encoding: string): Uint8Array {
  const limit = { maxOutputLength: maxExpandedBytes };
  switch (encoding) {
    case '':
    case 'identity':
      return body;
    case 'gzip':
    case 'x-gzip':
      return new Uint8Array(gunzipSync(body, limit));
    case 'deflate':
      return new Uint8Array(inflateSync(body, limit));
    case 'br':
      return new Uint8Array(brotliDecompressSync(body, limit));
    default:
      throw new TypeError('unknown content encoding');
  }
}
