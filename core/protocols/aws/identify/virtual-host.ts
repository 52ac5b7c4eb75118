/** S3's virtual hosts: a bucket named in front of the gateway's own host, read as the path style that everything behind knows. */

import { type HttpRequest, headerValue } from '../../../http.ts';

const bucketLabels = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** The bucket in front of one of `hosts`; `undefined` for these hosts themselves and for every other name. */
export function virtualBucket(host: string, hosts: readonly string[]): string | undefined {
  const lower = host.toLowerCase();
  const own = hosts.find((name) => lower.endsWith(`.${name}`));
  if (own === undefined || hosts.includes(lower)) return undefined;
  const bucket = lower.slice(0, -own.length - 1);
  return bucket.length >= 3 && bucket.length <= 63 && bucketLabels.test(bucket) ? bucket : undefined;
}

/** Whether a signed host is this gateway's; for S3 with a bucket in front, too. */
export function isOurs(host: string, hosts: readonly string[], signingName: string): boolean {
  return hosts.includes(host.toLowerCase()) || (signingName === 's3' && virtualBucket(host, hosts) !== undefined);
}

/** The verified request in path style. Its path is a key in any case: `/other/key` at a bucket's host is the key `other/key`. */
export function inPathStyle(request: HttpRequest, hosts: readonly string[], signingName: string): HttpRequest {
  const host = headerValue(request.headers, 'host') ?? headerValue(request.headers, ':authority') ?? '';
  const bucket = signingName === 's3' ? virtualBucket(host, hosts) : undefined;
  if (bucket === undefined) return request;
  return { ...request, path: request.path === '/' ? `/${bucket}` : `/${bucket}${request.path}` };
}
