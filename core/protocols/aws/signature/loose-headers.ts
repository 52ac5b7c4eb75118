/** Refuses headers that could change a call's meaning and stand twice, or outside the signature. */

import { GatewayError } from '../../../errors.ts';
import type { Header } from '../../../http.ts';

/** One value each, or two parsers could read two requests. */
const singleHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'host',
  ':authority',
  'date',
  'content-type',
  'content-encoding',
  'content-length',
  'content-md5',
  'smithy-protocol',
]);

/** They choose how the body is read. */
const mustBeSigned: ReadonlySet<string> = new Set(['content-type', 'content-encoding', 'content-md5', 'smithy-protocol']);

/** What AWS's own fronts (Lambda function URLs, API Gateway, CloudFront, ALB) add behind the client's back. None is forwarded or decoded. */
const addedByAws: ReadonlySet<string> = new Set([
  'x-amz-cf-id',
  'x-amzn-trace-id',
  'x-amzn-tls-version',
  'x-amzn-tls-cipher-suite',
  'x-amzn-lambda-context',
  'x-amzn-request-context',
  'x-amzn-requestid',
]);

const amazonPrefix = /^x-amzn?-/;

/** Errors: `malformed-request`. */
export function refuseLooseHeaders(headers: readonly Header[], signedHeaders: readonly string[]): void {
  const signed = new Set(signedHeaders);
  const seen = new Set<string>();
  for (const [name] of headers) {
    const key = name.toLowerCase();
    if (seen.has(key) && mayStandOnce(key)) throw repeated(key);
    if (!signed.has(key) && needsSignature(key)) throw unsigned(key);
    seen.add(key);
  }
}

function mayStandOnce(name: string): boolean {
  return singleHeaders.has(name) || (amazonPrefix.test(name) && !addedByAws.has(name));
}

function needsSignature(name: string): boolean {
  return mustBeSigned.has(name) || (amazonPrefix.test(name) && !addedByAws.has(name));
}

function repeated(name: string): GatewayError {
  return new GatewayError('malformed-request', `The header "${shown(name)}" stands more than once. Send it once.`);
}

function unsigned(name: string): GatewayError {
  return new GatewayError(
    'malformed-request',
    `The header "${shown(name)}" is not signed. Name it in SignedHeaders, or leave it out.`,
  );
}

function shown(name: string): string {
  return name.slice(0, 64);
}
