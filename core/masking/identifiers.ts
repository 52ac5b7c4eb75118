/** Layer 0: what a client needs to go on with, and what only names a thing. It stays in the client's view, never in the record's. */

import type { Member } from '../catalog/shape.ts';

/** Exact names of tokens that carry a client through pages, uploads, queues and conditional writes. */
const flowTokens: ReadonlySet<string> = new Set(
  [
    'AccessKeyId',
    'NextToken',
    'NextPageToken',
    'NextMarker',
    'Marker',
    'ContinuationToken',
    'NextContinuationToken',
    'StartingToken',
    'PaginationToken',
    'PageToken',
    'ChangeToken',
    'LockToken',
    'NextLockToken',
    'RequestId',
    'ETag',
    'VersionId',
    'UploadId',
    'ReceiptHandle',
    'SequenceToken',
    'UploadSequenceToken',
    'NextSequenceToken',
    'MD5OfBody',
    'MD5OfMessageBody',
    'MD5OfMessageAttributes',
    'MD5OfMessageSystemAttributes',
  ].map((name) => name.toLowerCase()),
);

/** Whether a member is one that the client's own flow depends on: a page or idempotency token, a member of a closed set of values. */
export function isFlowMember(name: string, member: Member): boolean {
  if (member.isIdempotencyToken) return true;
  const { shape } = member;
  if (shape.kind !== 'string') return false;
  return shape.enumerated || flowTokens.has(name.toLowerCase());
}

const identifier = new RegExp(
  [
    'arn:[a-z0-9-]{1,20}:[^\\s"]{1,2048}',
    '[a-z]{1,16}(?:-[a-z]{1,16}){0,3}-(?:[0-9a-f]{17}|[0-9a-f]{8})',
    '[0-9]{12}',
    '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,15}(?:Z|[+-][0-9]{2}:?[0-9]{2})',
    '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}',
  ]
    .map((form) => `^${form}$`)
    .join('|'),
);

export function isUuid(text: string): boolean {
  return /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(text);
}

/** Whether a text as a whole is an ARN, a resource id, an account id, a time or a UUID. */
export function isIdentifier(text: string): boolean {
  return text.length <= 2100 && identifier.test(text);
}
