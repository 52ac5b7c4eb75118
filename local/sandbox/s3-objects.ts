/** S3: put, get (whole or a range), head and delete an object. */

import { createHash } from 'node:crypto';
import { type Header, type HttpReply, type HttpRequest, headerValue } from '#core/http.ts';
import type { Context } from './fixture.ts';
import { bucketOf } from './s3-buckets.ts';
import { checkedChecksum } from './s3-checksum.ts';
import { placeOf } from './s3-place.ts';
import { nothing, s3Empty } from './s3-reply.ts';
import { SandboxError } from './sandbox-error.ts';
import type { Collection } from './store.ts';

export type StoredObject = {
  readonly key: string;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly modifiedAt: string;
  /** What every read gives back: content headers and metadata. */
  readonly headers: readonly Header[];
  readonly checksum: Header;
};

const keptHeaders = /^(content-(type|encoding|disposition|language)|cache-control|expires|x-amz-meta-.+)$/;

export function putObject(request: HttpRequest, context: Context): HttpReply {
  const { name: bucket } = bucketOf(request, context);
  const { key } = placeOf(request);
  if (headerValue(request.headers, 'if-none-match') === '*' && objects(bucket, context).get(key) !== undefined) {
    throw new SandboxError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  }
  const checksum = checkedChecksum(request);
  const etag = `"${createHash('md5').update(request.body).digest('hex')}"`;
  putBytes({ bucket, key, body: request.body, etag, headers: keptOf(request), checksum }, context);
  return s3Empty(200, [['etag', etag], checksum, ['x-amz-checksum-type', 'FULL_OBJECT']]);
}

type NewObject = Pick<StoredObject, 'key' | 'etag' | 'headers' | 'checksum'> & {
  readonly bucket: string;
  readonly body: Uint8Array;
};

export function putBytes({ bucket, key, body, etag, headers, checksum }: NewObject, context: Context): void {
  context.store.bytes.set(bodyKey(bucket, key), body);
  objects(bucket, context).set(key, { key, etag, sizeBytes: body.length, modifiedAt: context.now, headers, checksum });
}

export function bytesOf({ bucket, key }: { readonly bucket: string; readonly key: string }, { store }: Context): Uint8Array {
  return store.bytes.get(bodyKey(bucket, key)) ?? nothing;
}

/** The headers of an upload that every read gives back. */
export function keptOf({ headers }: HttpRequest): readonly Header[] {
  return headers.map(([name, value]): Header => [name.toLowerCase(), value]).filter(([name]) => keptHeaders.test(name));
}

export function getObject(request: HttpRequest, context: Context): HttpReply {
  const { bucket, object } = found(request, context);
  const body = bytesOf({ bucket, key: object.key }, context);
  const range = rangeOf(request, body.length);
  const headers = headersOf(object, request);
  if (range === undefined) return { status: 200, headers: [...headers, ...checksumOf(object, request)], body };
  const part = body.subarray(range.start, range.end + 1);
  return {
    status: 206,
    headers: [...headers, ['content-range', `bytes ${range.start}-${range.end}/${body.length}`]],
    body: part,
  };
}

export function headObject(request: HttpRequest, context: Context): HttpReply {
  const { object } = found(request, context);
  const length: Header = ['content-length', String(object.sizeBytes)];
  return s3Empty(200, [...headersOf(object, request), ...checksumOf(object, request), length]);
}

export function deleteObject(request: HttpRequest, context: Context): HttpReply {
  const { name: bucket } = bucketOf(request, context);
  const { key } = placeOf(request);
  objects(bucket, context).delete(key);
  context.store.bytes.delete(bodyKey(bucket, key));
  return s3Empty(204);
}

function found(request: HttpRequest, context: Context): { readonly bucket: string; readonly object: StoredObject } {
  const { name: bucket } = bucketOf(request, context);
  const object = objects(bucket, context).get(placeOf(request).key);
  if (object === undefined) throw new SandboxError('NoSuchKey', 'The specified key does not exist.', 404);
  const wanted = headerValue(request.headers, 'if-match');
  if (wanted !== undefined && wanted !== object.etag)
    throw new SandboxError('PreconditionFailed', 'The object has changed.', 412);
  if (headerValue(request.headers, 'if-none-match') === object.etag) throw new SandboxError('NotModified', 'Not Modified', 304);
  return { bucket, object };
}

function headersOf(object: StoredObject, request: HttpRequest): readonly Header[] {
  const overrides = [...new URLSearchParams(request.query)].flatMap(([name, value]): readonly Header[] =>
    name.startsWith('response-') ? [[name.slice('response-'.length), value]] : [],
  );
  const names = new Set(overrides.map(([name]) => name));
  const own = object.headers.filter(([name]) => !names.has(name));
  const hasType = [...own, ...overrides].some(([name]) => name === 'content-type');
  const type: readonly Header[] = hasType ? [] : [['content-type', 'binary/octet-stream']];
  const modified = new Date(object.modifiedAt).toUTCString();
  return [...own, ...overrides, ...type, ['etag', object.etag], ['last-modified', modified], ['accept-ranges', 'bytes']];
}

function checksumOf(object: StoredObject, request: HttpRequest): readonly Header[] {
  const isAsked = headerValue(request.headers, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED';
  return isAsked ? [object.checksum, ['x-amz-checksum-type', 'FULL_OBJECT']] : [];
}

/** RFC 9110 §14: one range; several are answered whole. */
function rangeOf(request: HttpRequest, size: number): { readonly start: number; readonly end: number } | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(headerValue(request.headers, 'range') ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start > end) throw new SandboxError('InvalidRange', 'The requested range is not satisfiable', 416);
  return { start, end };
}

export function objects(bucket: string, { store }: Context): Collection<StoredObject> {
  return store.collection(`objects/${bucket}`);
}

function bodyKey(bucket: string, key: string): string {
  return `${bucket}/${key}`;
}
