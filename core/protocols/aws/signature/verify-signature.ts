/** The verifier of AWS Signature Version 4: a request is what the holder of the secret signed, for this gateway, just now. */

import { timingSafeEqual } from 'node:crypto';
import { sha256Hex } from '../../../canonical.ts';
import { GatewayError } from '../../../errors.ts';
import { type HttpRequest, headerValue } from '../../../http.ts';
import { inPathStyle, isOurs } from '../identify/virtual-host.ts';
import { amzDateSeconds, toAmzDate } from './amz-date.ts';
import type { Authorization } from './authorization.ts';
import { canonicalRequest, hasKeyPath, stringToSign } from './canonical-request.ts';
import { unsignedCall, withoutSignature } from './presigned.ts';
import { openBody } from './signed-body.ts';
import { signatureOf, signingKey } from './signing-key.ts';

export type VerifierSettings = {
  /** ISO 8601 UTC. */
  readonly now: string;
  /** The names of this gateway as the `Host` header writes them, lower-case, with the port where there is one. */
  readonly hosts: readonly string[];
  /** Whether the bytes came over TLS or never left the machine. Elsewhere nothing protects an unsigned body. */
  readonly isSecure: boolean;
};

/** A request whose signature holds. An aws-chunked body is unframed, and its trailing checksums are headers. */
export type VerifiedRequest = {
  readonly request: HttpRequest;
  /** `unsigned`: only the transport protected the body. Outside S3 it is for operations with `hasUnsignedBody` alone. */
  readonly body: 'signed' | 'unsigned';
};

export const skewSeconds = 15 * 60;

/**
 * Errors: `unauthenticated` with the fault `bad-signature`, `clock-skew` or `content-hash`; `malformed-request` for a path, query, header
 * or chunked body that cannot be read in one way only; `unsupported-call` for a kind of payload that is not accepted.
 */
export function verifySignature(
  request: HttpRequest,
  authorization: Authorization,
  secretAccessKey: string,
  settings: VerifierSettings,
): VerifiedRequest {
  requireOurHost(request, authorization, settings.hosts);
  requireFreshDate(authorization, settings.now);
  requireBytes(request);
  const key = signingKey(secretAccessKey, authorization);
  const expected = signatureOf(stringToSign(signedText(request, authorization), authorization.amzDate, authorization), key);
  if (!isSame(expected, authorization.signature)) throw mismatch();
  const verified = inPathStyle(request, settings.hosts, authorization.service);
  if (authorization.presignedSeconds !== undefined) return { request: unsignedCall(verified), body: 'signed' };
  return openBody(verified, { authorization, key, isSecure: settings.isSecure });
}

function signedText(request: HttpRequest, authorization: Authorization): string {
  const { signedHeaders, service, presignedSeconds } = authorization;
  if (presignedSeconds === undefined) {
    const { payloadHash = sha256Hex(request.body) } = authorization;
    return canonicalRequest({ ...request, signedHeaders, payloadHash }, service);
  }
  const payloadHash = hasKeyPath(service) ? 'UNSIGNED-PAYLOAD' : sha256Hex(request.body);
  return canonicalRequest({ ...request, query: withoutSignature(request.query), signedHeaders, payloadHash }, service);
}

/** HTTP/2 clients sign `:authority`; the front gives it to us as such, beside `host`. */
function requireOurHost(request: HttpRequest, authorization: Authorization, hosts: readonly string[]): void {
  const names = ['host', ':authority'].filter((name) => authorization.signedHeaders.includes(name));
  const values = names.map((name) => headerValue(request.headers, name)?.toLowerCase() ?? '');
  const isOne = new Set(values).size === 1;
  if (isOne && values.every((value) => isOurs(value, hosts, authorization.service))) return;
  throw new GatewayError(
    'unauthenticated',
    'The request is not signed for this host. Set endpoint_url to the address of this gateway.',
    {
      fault: 'bad-signature',
    },
  );
}

function requireFreshDate(authorization: Authorization, now: string): void {
  const signedAt = amzDateSeconds(authorization.amzDate);
  const present = amzDateSeconds(toAmzDate(now));
  if (signedAt === undefined || present === undefined || !authorization.amzDate.startsWith(authorization.date)) throw mismatch();
  if (isFresh(present - signedAt, authorization.presignedSeconds)) return;
  throw new GatewayError(
    'unauthenticated',
    `Signature expired: the request is dated ${authorization.amzDate}, and here it is ${toAmzDate(now)}. ${authorization.presignedSeconds === undefined ? 'Set the clock of this machine.' : 'Sign the URL again.'}`,
    { fault: 'clock-skew' },
  );
}

/** A presigned URL ends when it says; its beginning allows for the clocks. */
function isFresh(ageSeconds: number, presignedSeconds: number | undefined): boolean {
  return ageSeconds >= -skewSeconds && ageSeconds <= (presignedSeconds ?? skewSeconds);
}

/** A line break inside a header could imitate another header; a character past one byte could imitate another character. */
function requireBytes(request: HttpRequest): void {
  if (!/^[A-Z]{1,16}$/.test(request.method)) throw unclean('the method');
  for (const [name, value] of request.headers) {
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value) || !/^:?[\x21-\x39\x3b-\x7e]+$/.test(name)) throw unclean('a header');
  }
}

function isSame(expected: string, given: string): boolean {
  return expected.length === given.length && timingSafeEqual(Buffer.from(expected), Buffer.from(given));
}

function mismatch(): GatewayError {
  return new GatewayError(
    'unauthenticated',
    'The signature does not match this request. Take fresh credentials with "countersign credentials", and let no proxy change the request.',
    { fault: 'bad-signature' },
  );
}

function unclean(part: string): GatewayError {
  return new GatewayError('malformed-request', `A character that HTTP does not allow stands in ${part}. Remove it.`);
}
