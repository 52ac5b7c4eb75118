/** Which headers of AWS's reply reach the client, and which replies must not: redirects. */

import { GatewayError } from '../../../errors.ts';
import { type Header, type HttpReply, headerValue, headerValues, type StreamedReply } from '../../../http.ts';

/** About one connection, or about the upstream's host. The length is written anew. */
const neverReturned: ReadonlySet<string> = new Set([
  'alt-svc',
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'set-cookie',
  'strict-transport-security',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
]);

/** True only of the upstream's own bytes. */
const ofTheBody = /^(?:content-length|content-md5|etag|x-amz-crc32|x-amz-checksum-.*)$/;
const regionName = /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/;

/** The reply's headers for the client; with a `changed` body, those that described the old one are gone. */
export function replyHeaders(headers: readonly Header[], body: 'untouched' | 'changed'): readonly Header[] {
  const named = headerValues(headers, 'connection').flatMap((value) => value.split(','));
  const perConnection = new Set(named.map((name) => name.trim().toLowerCase()));
  return headers.filter(([name]) => {
    const key = name.toLowerCase();
    if (neverReturned.has(key) || perConnection.has(key)) return false;
    return body === 'untouched' || !ofTheBody.test(key);
  });
}

/**
 * Refuses a redirect: a client that followed it would leave the gateway. 304 is an answer, and passes.
 * Errors: `unsupported-call`, with the bucket's region where AWS told it.
 */
export function refuseRedirect(reply: HttpReply | StreamedReply): void {
  if (reply.status < 300 || reply.status > 399 || reply.status === 304) return;
  const region = headerValue(reply.headers, 'x-amz-bucket-region');
  const cure = region !== undefined && regionName.test(region) ? `Set AWS_REGION=${region}.` : 'Name the region of the resource.';
  throw new GatewayError('unsupported-call', `AWS answered with a redirect (status ${reply.status}), and did nothing. ${cure}`);
}
