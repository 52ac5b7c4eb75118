/** Holds the body of a verified request to what `x-amz-content-sha256` promised, and takes off its aws-chunked frame. */

import { sha256Hex } from '../../../canonical.ts';
import { GatewayError } from '../../../errors.ts';
import type { HttpRequest } from '../../../http.ts';
import type { Authorization } from './authorization.ts';
import { type ChunkProof, unframe } from './aws-chunked.ts';
import { hasKeyPath } from './canonical-request.ts';
import { scopeText, signatureOf } from './signing-key.ts';
import type { VerifiedRequest } from './verify-signature.ts';

export type Opening = {
  readonly authorization: Authorization;
  /** The signing key of the authorization's scope. */
  readonly key: Uint8Array;
  readonly isSecure: boolean;
};

/** Signing names of the services outside S3 that model an operation with an unsigned body. */
const unsignedBodyServices: ReadonlySet<string> = new Set(['ebs', 'lex', 'mediastore', 'omics']);

const hashPattern = /^[0-9a-f]{64}$/;
const emptyHash = sha256Hex('');

/** Errors: `unauthenticated` (`content-hash`, `bad-signature`), `malformed-request`, `unsupported-call`. */
export function openBody(request: HttpRequest, opening: Opening): VerifiedRequest {
  const { payloadHash } = opening.authorization;
  switch (payloadHash) {
    case undefined:
      return { request, body: 'signed' };
    case 'UNSIGNED-PAYLOAD':
      requireProtection(opening);
      return { request, body: 'unsigned' };
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      requireProtection(opening);
      return { request: unframe(request, undefined), body: 'unsigned' };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return { request: unframe(request, chunkProof(opening)), body: 'signed' };
  }
  requireHash(request, payloadHash);
  return { request, body: 'signed' };
}

function requireHash(request: HttpRequest, payloadHash: string): void {
  if (!hashPattern.test(payloadHash)) {
    throw new GatewayError(
      'unsupported-call',
      'This kind of payload signature is not accepted. Send the SHA-256 of the body in x-amz-content-sha256.',
    );
  }
  if (sha256Hex(request.body) === payloadHash) return;
  throw new GatewayError('unauthenticated', 'The body is not the one that was signed. Send it again, unchanged.', {
    fault: 'content-hash',
  });
}

function requireProtection({ authorization, isSecure }: Opening): void {
  if (!isSecure) {
    throw new GatewayError(
      'unsupported-call',
      'An unsigned body needs TLS. Use an https endpoint_url, or let the client sign the payload.',
    );
  }
  if (hasKeyPath(authorization.service) || unsignedBodyServices.has(authorization.service)) return;
  throw new GatewayError('unsupported-call', 'This service takes no unsigned body. Let the client sign the payload.');
}

/** Each chunk's signature covers the one before it; the first covers the request's. */
function chunkProof({ authorization, key }: Opening): ChunkProof {
  const context = `${authorization.amzDate}\n${scopeText(authorization)}`;
  const hasTrailer = authorization.payloadHash?.endsWith('-TRAILER') ?? false;
  return {
    seed: authorization.signature,
    hasTrailer,
    ofChunk: (previous, data) =>
      signatureOf(`AWS4-HMAC-SHA256-PAYLOAD\n${context}\n${previous}\n${emptyHash}\n${sha256Hex(data)}`, key),
    ofTrailer: (previous, text) => signatureOf(`AWS4-HMAC-SHA256-TRAILER\n${context}\n${previous}\n${sha256Hex(text)}`, key),
  };
}
