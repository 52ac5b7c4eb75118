/** Which headers and query names of a request go upstream: an allow-list of the operation's modelled members and a fixed set (threats 8). */

import { GatewayError } from '../../errors.ts';
import type { Header } from '../../http.ts';
import { canonicalPair } from './canonical-request.ts';
import { shownName } from './malformed.ts';
import type { ModelledHeaders } from './modelled-headers.ts';

/** What every protocol needs to be understood, and what CloudTrail shows of the client. */
const alwaysForwarded: ReadonlySet<string> = new Set([
  'content-type',
  'content-encoding',
  'content-md5',
  'accept',
  'user-agent',
  'x-amz-target',
  'smithy-protocol',
  'x-amzn-query-mode',
  'x-amz-glacier-version',
  'x-amz-sdk-checksum-algorithm',
]);

/** The signature, which is made anew, and what clients and AWS's fronts say about the transport. */
const neverForwarded: ReadonlySet<string> = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'authorization',
  'forwarded',
  'x-amz-cf-id',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amzn-lambda-context',
  'x-amzn-request-context',
  'x-amzn-requestid',
  'x-amzn-tls-cipher-suite',
  'x-amzn-tls-version',
  'x-amzn-trace-id',
]);

/** AWS holds the body to them; they are also those that came in a trailer. */
const checksumHeader = /^x-amz-checksum-(?:crc32c?|crc64nvme|md5|sha(?:1|256|512)|xxhash[0-9]+)$/;
const hopHeader = /^(?::|proxy-|x-forwarded-|cf-)/;
const amazonHeader = /^x-amzn?-/;
/** Of a signature or a token: they never reach AWS, whatever else is in the query. */
const signatureName = /^(?:x-amz-(?:algorithm|credential|date|expires|signedheaders|signature|security-token)|awsaccesskeyid)$/i;

/**
 * The headers to sign and send, with `accept-encoding: identity` so that the reply can be masked.
 * A header that is neither modelled nor known is left out; one of Amazon's (`x-amz-*`) is refused, because AWS might read it.
 * Errors: `unsupported-call`.
 */
export function forwardHeaders(
  headers: readonly Header[],
  { modelled }: { readonly modelled: ModelledHeaders },
): readonly Header[] {
  const kept = headers.filter(([name]) => isForwarded(name.toLowerCase(), modelled));
  return [...kept, ['accept-encoding', 'identity']];
}

/**
 * The query to sign and send, byte for byte as it was decoded. `modelled` holds the names that the operation knows; without it
 * (the decoder has then refused unknown members) every name passes but a signature's. Errors: `unsupported-call`.
 */
export function forwardQuery(query: string, modelled?: ReadonlySet<string>): string {
  for (const pair of query === '' ? [] : query.split('&')) {
    const [name] = canonicalPair(pair);
    if (signatureName.test(name) || !(modelled?.has(name) ?? true)) throw noParameter('query parameter', name);
  }
  return query;
}

function isForwarded(name: string, modelled: ModelledHeaders): boolean {
  if (neverForwarded.has(name) || hopHeader.test(name)) return false;
  if (alwaysForwarded.has(name) || checksumHeader.test(name) || isModelled(name, modelled)) return true;
  if (!amazonHeader.test(name)) return false;
  throw noParameter('header', name);
}

function isModelled(name: string, { names, prefixes }: ModelledHeaders): boolean {
  return names.has(name) || prefixes.some((prefix) => name.startsWith(prefix.toLowerCase()));
}

function noParameter(kind: string, name: string): GatewayError {
  return new GatewayError(
    'unsupported-call',
    `The ${kind} ${shownName(name)} is no parameter of this operation. Leave it out, or update the gateway's catalog.`,
  );
}
