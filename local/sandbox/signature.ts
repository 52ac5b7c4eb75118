/** Checks what reaches the sandbox by signing it again with AWS's own signer: an oracle that shares no line with the gateway's. */

import { createHash, timingSafeEqual } from 'node:crypto';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Header, type HttpRequest, headerValue, headerValues } from '#core/http.ts';
import type { AccessKey, AccessKeys } from './access-keys.ts';
import { SandboxError } from './sandbox-error.ts';

export type Scope = { readonly region: string; readonly service: string };

type Authorization = Scope & {
  readonly accessKeyId: string;
  readonly date: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
};

const form =
  /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

/** The scope that a request claims, for choosing the form of an error before the signature is known to be good. */
export function authorizationOf(request: HttpRequest): Authorization | undefined {
  const [accessKeyId, date, region, service, signed, signature] =
    form.exec(headerValue(request.headers, 'authorization') ?? '')?.slice(1) ?? [];
  if (!accessKeyId || !date || !region || !service || !signed || !signature) return undefined;
  return { accessKeyId, date, region, service, signedHeaders: signed.split(';'), signature };
}

/** The key that signed the request. Errors: AWS's codes of a failed authentication. */
export async function verifySignature(request: HttpRequest, keys: AccessKeys, now: string): Promise<AccessKey> {
  const authorization = authorizationOf(request);
  if (authorization === undefined)
    throw new SandboxError('MissingAuthenticationToken', 'The request has no SigV4 authorization.', 403);
  const key = keys.find(authorization.accessKeyId);
  if (key === undefined)
    throw new SandboxError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
  if ((headerValue(request.headers, 'x-amz-security-token') ?? '') !== (key.sessionToken ?? '')) {
    throw new SandboxError('InvalidClientTokenId', 'The session token does not belong to the access key.', 403);
  }
  requireFresh(request, authorization, key, now);
  requireBodyHash(request, authorization.service);
  requireSigned(request, authorization.signedHeaders);
  const expected = await signatureFor(request, authorization, key);
  if (expected.length !== 64 || !timingSafeEqual(Buffer.from(expected), Buffer.from(authorization.signature))) {
    throw new SandboxError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
      403,
    );
  }
  return key;
}

function requireFresh(request: HttpRequest, { date }: Authorization, { expiresAt }: AccessKey, now: string): void {
  const signedAt = signingDate(request);
  if (Number.isNaN(signedAt.getTime()) || date !== headerValue(request.headers, 'x-amz-date')?.slice(0, 8)) {
    throw new SandboxError('IncompleteSignature', 'x-amz-date is missing or is not the date of the credential scope.', 403);
  }
  if (Math.abs(Date.parse(now) - signedAt.getTime()) > 15 * 60 * 1000) {
    throw new SandboxError('RequestExpired', 'The request was signed too long ago, or in the future.', 403);
  }
  if (expiresAt !== undefined && expiresAt <= now) throw new SandboxError('ExpiredToken', 'The security token is expired.', 403);
}

function requireBodyHash(request: HttpRequest, service: string): void {
  const claimed = headerValue(request.headers, 'x-amz-content-sha256');
  if (claimed === undefined || (claimed === 'UNSIGNED-PAYLOAD' && service === 's3')) return;
  if (claimed.startsWith('STREAMING-'))
    throw new SandboxError('NotImplemented', 'The sandbox does not read aws-chunked bodies.', 501);
  if (claimed !== createHash('sha256').update(request.body).digest('hex')) {
    throw new SandboxError('XAmzContentSHA256Mismatch', 'The body is not the one that was signed.', 400);
  }
}

/** `host` and every `x-amz-*` header must be signed, and none of the signed headers may come twice. */
function requireSigned(request: HttpRequest, signedHeaders: readonly string[]): void {
  const names = new Set(request.headers.map(([name]) => name.toLowerCase()));
  const unsigned = ['host', ...names].filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signedHeaders.includes(name),
  );
  const repeated = ['host', 'authorization', ...signedHeaders].filter((name) => headerValues(request.headers, name).length > 1);
  const faults = [...unsigned.map((name) => `${name} is not signed`), ...repeated.map((name) => `${name} comes twice`)];
  if (faults.length > 0) throw new SandboxError('SignatureDoesNotMatch', `Header fault: ${faults.join(', ')}.`, 403);
}

async function signatureFor(request: HttpRequest, authorization: Authorization, credentials: AccessKey): Promise<string> {
  const { service, region, signedHeaders } = authorization;
  const signer = new SignatureV4({
    service,
    region,
    credentials,
    sha256: Sha256,
    uriEscapePath: service !== 's3',
    applyChecksum: false,
  });
  const headers = Object.fromEntries(
    request.headers
      .map(([name, value]: Header) => [name.toLowerCase(), value])
      .filter(([name]) => signedHeaders.includes(name ?? '')),
  );
  const path = service === 's3' ? reEncoded(request.path) : request.path;
  const unsigned = {
    method: request.method,
    protocol: 'http:',
    hostname: '',
    path,
    query: queryOf(request.query),
    headers,
    body: request.body,
  };
  const signed = await signer.sign(unsigned, { signingDate: signingDate(request), signableHeaders: new Set(signedHeaders) });
  const [list, signature] = /SignedHeaders=(.*), Signature=(.*)$/.exec(signed.headers.authorization ?? '')?.slice(1) ?? [];
  return list === signedHeaders.join(';') && signature !== undefined ? signature : '';
}

function signingDate(request: HttpRequest): Date {
  const text = headerValue(request.headers, 'x-amz-date') ?? '';
  return new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

/** S3 signs each segment of the path decoded once and encoded again; the signer takes an S3 path as it stands. */
function reEncoded(path: string): string {
  return path
    .split('/')
    .map((segment) => strictEncode(decoded(segment)))
    .join('/');
}

function strictEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
}

function queryOf(query: string): Record<string, string[]> {
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => pair.replaceAll('+', ' '));
  const groups = Map.groupBy(pairs, (pair) => decoded(pair.split('=', 1)[0] ?? ''));
  return Object.fromEntries(
    [...groups].map(([name, found]) => [name, found.map((pair) => decoded(pair.split('=').slice(1).join('=')))]),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new SandboxError('InvalidURI', 'The path or query is not UTF-8 in percent-encoding.', 400);
  }
}
