/** Which headers of a client's request go upstream beside our encoding of the call, and which are refused (threats 8). */

import { GatewayError } from '../../../errors.ts';
import type { Header } from '../../../http.ts';
import { isChecksumHeader } from '../codec/checksums.ts';
import { shownName } from '../codec/malformed.ts';
import type { ModelledHeaders } from '../codec/modelled-headers.ts';
import { canonicalPair } from '../signature/canonical-request.ts';

/** They choose no parameter: what CloudTrail shows of the client, and the form in which it wants to be answered. */
const carried: ReadonlySet<string> = new Set(['accept', 'user-agent', 'x-amzn-query-mode']);

/** They describe bytes, and stand while those bytes pass through. */
const ofPayload: ReadonlySet<string> = new Set(['content-type', 'content-encoding', 'x-amz-sdk-checksum-algorithm']);

/** Written anew by the encoder, the signer and the HTTP client. */
const writtenAnew: ReadonlySet<string> = new Set([
  'x-amz-cf-id',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-glacier-version',
  'x-amz-security-token',
  'x-amz-target',
  'x-amz-user-agent',
  'x-amzn-lambda-context',
  'x-amzn-request-context',
  'x-amzn-requestid',
  'x-amzn-tls-cipher-suite',
  'x-amzn-tls-version',
  'x-amzn-trace-id',
]);

const amazonHeader = /^x-amzn?-/;
/** Of a signature or a token: they never reach AWS, whatever else is in the query. */
const signatureName = /^(?:x-amz-(?:algorithm|credential|date|expires|signedheaders|signature|security-token)|awsaccesskeyid)$/i;

type Carrying = {
  readonly modelled: ModelledHeaders;
  /** Whether the body is the client's own bytes: a payload that is one blob, stream or text. */
  readonly isPayloadPassed: boolean;
};

/**
 * What is kept of the client's headers; modelled ones are parameters, and the encoder writes them. One of Amazon's (`x-amz-*`) that is
 * neither is refused, because AWS might read it. Errors: `unsupported-call`.
 */
export function carriedHeaders(headers: readonly Header[], { modelled, isPayloadPassed }: Carrying): readonly Header[] {
  return headers.filter(([rawName]) => {
    const name = rawName.toLowerCase();
    if (isModelled(name, modelled)) return false;
    if (carried.has(name)) return true;
    if (ofPayload.has(name) || isChecksumHeader(name)) return isPayloadPassed;
    if (amazonHeader.test(name) && !writtenAnew.has(name)) throw noParameter('header', name);
    return false;
  });
}

/** Checksums that the client sent outside the operation's model, by their lower-case names. */
export function unmodelledChecksums(headers: readonly Header[], { names }: ModelledHeaders): readonly string[] {
  return headers.map(([name]) => name.toLowerCase()).filter((name) => isChecksumHeader(name) && !names.has(name));
}

/** Refuses a signature in the query: what is sent is signed in headers. Errors: `unsupported-call`. */
export function refuseSignedQuery(query: string): void {
  for (const pair of query === '' ? [] : query.split('&')) {
    const [name] = canonicalPair(pair);
    if (signatureName.test(name)) throw noParameter('query parameter', name);
  }
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
