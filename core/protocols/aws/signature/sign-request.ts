/** Signs a request for AWS with Signature Version 4, in headers. The path is sent and signed exactly as it stands. */

import { sha256Hex } from '../../../canonical.ts';
import { type Header, withoutHeaders } from '../../../http.ts';
import type { AwsCredentials } from '../../../model.ts';
import { toAmzDate } from './amz-date.ts';
import { canonicalRequest, stringToSign } from './canonical-request.ts';
import { scopeText, signatureOf, signingAlgorithm, signingKey } from './signing-key.ts';

export type UnsignedRequest = {
  readonly method: string;
  /** Host and port as the `Host` header names them. */
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
};

export type Signing = {
  readonly credentials: AwsCredentials;
  readonly signingName: string;
  readonly signingRegion: string;
  /** ISO 8601 UTC. */
  readonly now: string;
};

/** Made here from the arguments, whatever the caller's list says. */
const ownHeaders: ReadonlySet<string> = new Set([
  'host',
  'x-amz-date',
  'date',
  'x-amz-security-token',
  'x-amz-content-sha256',
  'authorization',
]);

/** Headers that hops between here and AWS may add or change, and the length, which the HTTP client writes. */
const unsignedHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'cache-control',
  'connection',
  'content-length',
  'expect',
  'transfer-encoding',
  'user-agent',
  'x-amzn-trace-id',
]);

/**
 * The complete header list to send: the given headers, then `host`, `x-amz-date`, `x-amz-security-token` (when there is one),
 * `x-amz-content-sha256` (always the hash of the body) and `authorization`. `content-length` is the HTTP client's.
 * Errors: `malformed-request` for a path or query that is not percent-encoded ASCII.
 */
export function signRequest(request: UnsignedRequest, signing: Signing): readonly Header[] {
  const payloadHash = sha256Hex(request.body);
  const amzDate = toAmzDate(signing.now);
  const headers = [...withoutHeaders(request.headers, ownHeaders), ...addedHeaders(request.host, amzDate, payloadHash, signing)];
  return [...headers, ['authorization', authorization({ ...request, headers, payloadHash }, amzDate, signing)]];
}

function addedHeaders(host: string, amzDate: string, payloadHash: string, signing: Signing): readonly Header[] {
  const { sessionToken } = signing.credentials;
  const token: readonly Header[] = sessionToken === undefined ? [] : [['x-amz-security-token', sessionToken]];
  return [['host', host], ['x-amz-date', amzDate], ...token, ['x-amz-content-sha256', payloadHash]];
}

type HashedRequest = UnsignedRequest & { readonly payloadHash: string };

function authorization(request: HashedRequest, amzDate: string, signing: Signing): string {
  const { credentials, signingName, signingRegion } = signing;
  const scope = { date: amzDate.slice(0, 8), region: signingRegion, service: signingName };
  const signedHeaders = namesToSign(request.headers);
  const canonical = canonicalRequest({ ...request, signedHeaders }, signingName);
  const signature = signatureOf(stringToSign(canonical, amzDate, scope), signingKey(credentials.secretAccessKey, scope));
  const credential = `${credentials.accessKeyId}/${scopeText(scope)}`;
  return `${signingAlgorithm} Credential=${credential}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
}

function namesToSign(headers: readonly Header[]): readonly string[] {
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  return [...names].filter((name) => !unsignedHeaders.has(name)).sort();
}
