/** S3 by path style: which of its operations a method, a path and a sub-resource mean. Keys are bytes; nothing in a path is normalised. */

import { type HttpRequest, headerValue } from '#core/http.ts';
import type { Fixture, S3Operation } from './fixture.ts';
import { createBucket, headBucket, listBuckets, listObjects, locateBucket } from './s3-buckets.ts';
import { copyObject } from './s3-copy.ts';
import { abortUpload, completeUpload, createUpload, listParts, uploadPart } from './s3-multipart.ts';
import { deleteObject, getObject, headObject, putObject } from './s3-objects.ts';
import { placeOf } from './s3-place.ts';
import { SandboxError } from './sandbox-error.ts';

export const s3: Fixture = { protocol: 's3', operationOf };

type Level = 'service' | 'bucket' | 'object';
/** `query` names the parameters that the operation understands. */
type Route = S3Operation & {
  readonly level: Level;
  readonly method: string;
  readonly query: string;
  readonly marker?: string;
  readonly header?: string;
};

const responseNames =
  'response-content-type response-content-language response-expires response-cache-control response-content-disposition response-content-encoding';

const routes: readonly Route[] = [
  {
    level: 'service',
    method: 'GET',
    name: 'ListBuckets',
    action: 'ListAllMyBuckets',
    query: 'x-id max-buckets continuation-token prefix',
    run: listBuckets,
  },
  { level: 'bucket', method: 'PUT', name: 'CreateBucket', action: 'CreateBucket', query: 'x-id', run: createBucket },
  { level: 'bucket', method: 'HEAD', name: 'HeadBucket', action: 'ListBucket', query: 'x-id', run: headBucket },
  {
    level: 'bucket',
    method: 'GET',
    name: 'GetBucketLocation',
    action: 'GetBucketLocation',
    query: 'location',
    marker: 'location',
    run: locateBucket,
  },
  {
    level: 'bucket',
    method: 'GET',
    name: 'ListObjectsV2',
    action: 'ListBucket',
    query: 'x-id list-type prefix delimiter max-keys continuation-token start-after encoding-type fetch-owner',
    marker: 'list-type',
    run: listObjects,
  },
  {
    level: 'object',
    method: 'POST',
    name: 'CreateMultipartUpload',
    action: 'PutObject',
    query: 'x-id uploads',
    marker: 'uploads',
    run: createUpload,
  },
  {
    level: 'object',
    method: 'PUT',
    name: 'UploadPart',
    action: 'PutObject',
    query: 'x-id partNumber uploadId',
    marker: 'partNumber',
    run: uploadPart,
  },
  {
    level: 'object',
    method: 'GET',
    name: 'ListParts',
    action: 'ListMultipartUploadParts',
    query: 'x-id uploadId max-parts',
    marker: 'uploadId',
    run: listParts,
  },
  {
    level: 'object',
    method: 'POST',
    name: 'CompleteMultipartUpload',
    action: 'PutObject',
    query: 'x-id uploadId',
    marker: 'uploadId',
    run: completeUpload,
  },
  {
    level: 'object',
    method: 'DELETE',
    name: 'AbortMultipartUpload',
    action: 'AbortMultipartUpload',
    query: 'x-id uploadId',
    marker: 'uploadId',
    run: abortUpload,
  },
  {
    level: 'object',
    method: 'PUT',
    name: 'CopyObject',
    action: 'PutObject',
    query: 'x-id',
    header: 'x-amz-copy-source',
    run: copyObject,
  },
  { level: 'object', method: 'PUT', name: 'PutObject', action: 'PutObject', query: 'x-id', run: putObject },
  { level: 'object', method: 'GET', name: 'GetObject', action: 'GetObject', query: `x-id ${responseNames}`, run: getObject },
  { level: 'object', method: 'HEAD', name: 'HeadObject', action: 'GetObject', query: 'x-id', run: headObject },
  { level: 'object', method: 'DELETE', name: 'DeleteObject', action: 'DeleteObject', query: 'x-id', run: deleteObject },
];

/** `x-amz-*` headers that some operation above reads, or that mean nothing to the state. */
const knownHeaders =
  /^x-amz-(date|content-sha256|security-token|user-agent|sdk-checksum-algorithm|checksum-mode|checksum-type|checksum-(crc32|crc32c|crc64nvme|sha1|sha256)|meta-.+|(source-)?expected-bucket-owner|bucket-region|object-ownership|copy-source|copy-source-if-(none-)?match|metadata-directive|checksum-algorithm)$/;

function operationOf(request: HttpRequest): S3Operation {
  const { bucket, key } = placeOf(request);
  const level = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';
  const names = [...new URLSearchParams(request.query).keys()];
  const route = routes.find(
    ({ method, level: at, marker, header, query }) =>
      method === request.method &&
      at === level &&
      (marker === undefined || names.includes(marker)) &&
      (header === undefined || headerValue(request.headers, header) !== undefined) &&
      names.every((name) => query.split(' ').includes(name)),
  );
  if (route === undefined) throw new SandboxError('NotImplemented', 'The sandbox does not have this operation of S3.', 501);
  const unknown = request.headers
    .map(([name]) => name.toLowerCase())
    .filter((name) => name.startsWith('x-amz-') && !knownHeaders.test(name));
  if (unknown.length > 0)
    throw new SandboxError('NotImplemented', `The sandbox does not know the header ${unknown.join(', ')}.`, 501);
  return {
    ...route,
    run: (given, context) => {
      requireOwner(given, context.account);
      return route.run(given, context);
    },
  };
}

function requireOwner(request: HttpRequest, account: string): void {
  const expected = headerValue(request.headers, 'x-amz-expected-bucket-owner');
  if (expected !== undefined && expected !== account)
    throw new SandboxError('AccessDenied', 'The bucket belongs to another account.', 403);
}
