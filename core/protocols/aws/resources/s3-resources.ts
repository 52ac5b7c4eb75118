/** S3: buckets and objects. Aliases, access points and other forms of a bucket's name lead to a bucket that the name does not tell. */

import type { Json } from '../../../model.ts';
import {
  type Found,
  isObject,
  itemsAt,
  type Kind,
  merge,
  one,
  own,
  type ResourceCall,
  textAt,
  theAccount,
  unknowable,
} from './touched.ts';

/** A plain name: no ARN, access-point alias (`-s3alias`, `--ol-s3`), multi-region access point or directory bucket. */
const bucketName =
  /^(?!.*(?:-s3alias|--ol-s3|--x-s3|\.mrap|--table-s3)$)(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * S3's ARNs have neither region nor account: a bucket counts as the call's own, which is true because the call is sent with
 * `x-amz-expected-bucket-owner` and a narrowing policy on `aws:ResourceAccount` (threats 10).
 */
const bucket: Kind = { service: 's3', type: 'bucket', path: (name) => name, name: bucketName, without: 'region-and-account' };

const ofObjects = new Set([
  'AbortMultipartUpload',
  'CompleteMultipartUpload',
  'CreateMultipartUpload',
  'DeleteObject',
  'DeleteObjectTagging',
  'GetObject',
  'GetObjectAcl',
  'GetObjectAttributes',
  'GetObjectLegalHold',
  'GetObjectRetention',
  'GetObjectTagging',
  'GetObjectTorrent',
  'HeadObject',
  'ListParts',
  'PutObject',
  'PutObjectAcl',
  'PutObjectLegalHold',
  'PutObjectRetention',
  'PutObjectTagging',
  'SelectObjectContent',
  'UpdateObjectEncryption',
  'UploadPart',
]);
const ofCopies = new Set(['CopyObject', 'UploadPartCopy']);
/** Reads of a bucket's settings and lists, and the writes that touch nothing but the bucket. */
const ofBuckets =
  /^(?:(?:Get|Delete)(?:Public|Bucket)\w+|GetObjectLockConfiguration|ListBucket\w+Configurations|ListObjects(?:V2)?|ListObjectVersions|ListMultipartUploads|HeadBucket|CreateBucket|DeleteBucket|PutPublicAccessBlock|PutObjectLockConfiguration|(?:Create|Update)BucketMetadata\w*Configuration|PutBucket(?:Abac|AccelerateConfiguration|Acl|Cors|Encryption|IntelligentTieringConfiguration|Lifecycle|LifecycleConfiguration|Logging|MetricsConfiguration|NotificationConfiguration|OwnershipControls|Policy|RequestPayment|Tagging|Versioning|Website))$/;

export function s3(call: ResourceCall): Found | undefined {
  if (call.operation === 'ListBuckets') return theAccount;
  const found = touched(call);
  const isForeign = found?.resources.some(({ account }) => account !== call.account) ?? false;
  return found !== undefined && isForeign ? { ...found, isWhole: false } : found;
}

function touched(call: ResourceCall): Found | undefined {
  const { operation, parameters } = call;
  if (ofObjects.has(operation)) return objectOf(call);
  if (ofCopies.has(operation))
    return merge([
      objectOf(call),
      one(parameters, 'CopySource', (source) => copySource(ownedBy(call, 'ExpectedSourceBucketOwner'), source)),
    ]);
  if (operation === 'DeleteObjects') return deleted(call);
  return ofBuckets.test(operation)
    ? one(parameters, 'Bucket', (name) => own(ownedBy(call, 'ExpectedBucketOwner'), bucket, name))
    : undefined;
}

function objectOf(call: ResourceCall): Found {
  const owned = ownedBy(call, 'ExpectedBucketOwner');
  return one(call.parameters, 'Bucket', (name) => one(call.parameters, 'Key', (key) => object(owned, name, key)));
}

/** The key is the caller's own text: whoever writes it into a policy escapes `*` and `?` in it (threats 25). */
function object(call: ResourceCall, bucketText: string, key: string): Found {
  if (!bucketName.test(bucketText) || key === '') return unknowable;
  return own(call, { ...bucket, type: 'object', path: () => `${bucketText}/${key}`, name: anything }, key);
}

const anything = /^/;

/** `bucket/key?versionId=…`, percent-encoded, with or without a leading slash; an ARN is an access point's. */
function copySource(call: ResourceCall, source: string): Found {
  const [, name = '', rawKey = ''] = /^\/?([^/]+)\/(.+?)(?:\?versionId=[^?&]*)?$/.exec(source) ?? [];
  const key = decoded(rawKey);
  return key === undefined ? unknowable : object(call, name, key);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function deleted(call: ResourceCall): Found {
  const { Delete: wanted } = call.parameters;
  const entries = isObject(wanted) ? itemsAt(wanted, 'Objects') : [];
  if (entries.length === 0) return unknowable;
  const read = (entry: Json): Found =>
    isObject(entry) ? objectOf({ ...call, parameters: { ...call.parameters, Key: entry.Key ?? '' } }) : unknowable;
  return merge(entries.map(read));
}

/** The caller may say itself that a bucket is another account's; S3 then holds it to that. */
function ownedBy(call: ResourceCall, member: 'ExpectedBucketOwner' | 'ExpectedSourceBucketOwner'): ResourceCall {
  return { ...call, account: textAt(call.parameters, member) ?? call.account };
}
