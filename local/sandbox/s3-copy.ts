/** S3: a copy of an object, with its metadata or with new ones. */

import { type HttpReply, type HttpRequest, headerValue } from '#core/http.ts';
import type { Context } from './fixture.ts';
import { bucketOf } from './s3-buckets.ts';
import { bytesOf, keptOf, objects, putBytes } from './s3-objects.ts';
import { placeOf } from './s3-place.ts';
import { s3Xml } from './s3-reply.ts';
import { SandboxError } from './sandbox-error.ts';

export function copyObject(request: HttpRequest, context: Context): HttpReply {
  const { name: bucket } = bucketOf(request, context);
  const { key } = placeOf(request);
  const source = placeOf({ ...request, path: sourcePath(request) });
  const object = objects(bucketOf({ ...request, path: sourcePath(request) }, context).name, context).get(source.key);
  if (object === undefined) throw new SandboxError('NoSuchKey', 'The specified key does not exist.', 404);
  requireUnchanged(request, object.etag);
  const isReplaced = headerValue(request.headers, 'x-amz-metadata-directive') === 'REPLACE';
  const headers = isReplaced ? keptOf(request) : object.headers;
  const { etag, checksum } = object;
  putBytes({ bucket, key, body: bytesOf(source, context), etag, headers, checksum }, context);
  return s3Xml('CopyObjectResult', { LastModified: context.now, ETag: etag });
}

/** The header names `bucket/key`, percent-encoded, with or without a slash in front. */
function sourcePath({ headers }: HttpRequest): string {
  const source = headerValue(headers, 'x-amz-copy-source') ?? '';
  if (source.includes('?')) throw new SandboxError('NotImplemented', 'The sandbox has no versions.', 501);
  return source.startsWith('/') ? source : `/${source}`;
}

function requireUnchanged({ headers }: HttpRequest, etag: string): void {
  const wanted = headerValue(headers, 'x-amz-copy-source-if-match');
  const unwanted = headerValue(headers, 'x-amz-copy-source-if-none-match');
  if ((wanted === undefined || wanted === etag) && unwanted !== etag) return;
  throw new SandboxError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
}
