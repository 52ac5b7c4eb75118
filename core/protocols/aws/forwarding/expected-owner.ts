/** Tells S3 whose buckets a call may touch: the connection's account, unless the caller named an owner (threats 10). */

import { type Header, headerValue } from '../../../http.ts';
import type { ModelledHeaders } from '../codec/modelled-headers.ts';

/** Every bucket of a request, and the source of a copy. Only S3's operations model them. */
const ownerHeaders = ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner'];

/**
 * The headers with an expected owner wherever the operation has one. S3 refuses the call when a bucket is another account's: names of
 * buckets do not tell, and a bucket counts as the connection's own because of this.
 */
export function withExpectedOwner(
  headers: readonly Header[],
  { modelled, account }: { readonly modelled: ModelledHeaders; readonly account: string },
): readonly Header[] {
  const missing = ownerHeaders.filter((name) => modelled.names.has(name) && headerValue(headers, name) === undefined);
  return [...headers, ...missing.map((name): Header => [name, account])];
}
