/** S3: uploads in parts. */

import { createHash } from 'node:crypto';
import type { Header, HttpReply, HttpRequest } from '#core/http.ts';
import type { Context } from './fixture.ts';
import { bucketOf } from './s3-buckets.ts';
import { checkedChecksum, crc32Header } from './s3-checksum.ts';
import { keptOf, putBytes } from './s3-objects.ts';
import { placeOf } from './s3-place.ts';
import { s3Empty, s3Xml } from './s3-reply.ts';
import { SandboxError } from './sandbox-error.ts';
import type { Collection } from './store.ts';

type Upload = { readonly id: string; readonly bucket: string; readonly key: string; readonly headers: readonly Header[] };
type Part = {
  readonly number: number;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly checksum: Header;
  readonly at: string;
};

const smallestPartBytes = 5 * 1024 * 1024;

export function createUpload(request: HttpRequest, context: Context): HttpReply {
  const { name: bucket } = bucketOf(request, context);
  const { key } = placeOf(request);
  const id = createHash('sha256').update(`${bucket}/${key}/${context.newId()}`).digest('hex');
  uploads(context).set(id, { id, bucket, key, headers: keptOf(request) });
  return s3Xml('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: id });
}

export function uploadPart(request: HttpRequest, context: Context): HttpReply {
  const upload = uploadOf(request, context);
  const number = Number(new URLSearchParams(request.query).get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw new SandboxError('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
  }
  const checksum = checkedChecksum(request);
  const etag = `"${createHash('md5').update(request.body).digest('hex')}"`;
  context.store.bytes.set(partKey(upload.id, number), request.body);
  parts(upload.id, context).set(String(number).padStart(5, '0'), {
    number,
    etag,
    sizeBytes: request.body.length,
    checksum,
    at: context.now,
  });
  return s3Empty(200, [['etag', etag], checksum]);
}

export function listParts(request: HttpRequest, context: Context): HttpReply {
  const { id, bucket, key } = uploadOf(request, context);
  const Part = parts(id, context)
    .list()
    .map(({ number, etag, sizeBytes, at }) => ({ PartNumber: number, LastModified: at, ETag: etag, Size: sizeBytes }));
  return s3Xml('ListPartsResult', { Bucket: bucket, Key: key, UploadId: id, MaxParts: 1000, IsTruncated: false, Part });
}

export function completeUpload(request: HttpRequest, context: Context): HttpReply {
  const { id, bucket, key, headers } = uploadOf(request, context);
  const wanted = wantedParts(request);
  const chosen = wanted.map(({ number, etag }, index) => {
    const part = parts(id, context).get(String(number).padStart(5, '0'));
    if (part === undefined || unquoted(part.etag) !== unquoted(etag))
      throw new SandboxError('InvalidPart', 'One or more of the specified parts could not be found.');
    if (index < wanted.length - 1 && part.sizeBytes < smallestPartBytes)
      throw new SandboxError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
    return part;
  });
  if (wanted.length === 0 || chosen.some(({ number }, index) => number <= (chosen[index - 1]?.number ?? 0)))
    throw new SandboxError('InvalidPartOrder', 'The list of parts was not in ascending order.');
  const body = Buffer.concat(chosen.map(({ number }) => context.store.bytes.get(partKey(id, number)) ?? new Uint8Array()));
  const digest = createHash('md5').update(Buffer.concat(chosen.map(({ etag }) => Buffer.from(unquoted(etag), 'hex'))));
  const etag = `"${digest.digest('hex')}-${chosen.length}"`;
  putBytes({ bucket, key, body, etag, headers, checksum: crc32Header(body) }, context);
  forget(id, context);
  return s3Xml('CompleteMultipartUploadResult', { Location: `/${bucket}/${key}`, Bucket: bucket, Key: key, ETag: etag });
}

export function abortUpload(request: HttpRequest, context: Context): HttpReply {
  forget(uploadOf(request, context).id, context);
  return s3Empty(204);
}

function forget(id: string, context: Context): void {
  for (const { number } of parts(id, context).list()) {
    parts(id, context).delete(String(number).padStart(5, '0'));
    context.store.bytes.delete(partKey(id, number));
  }
  uploads(context).delete(id);
}

function uploadOf(request: HttpRequest, context: Context): Upload {
  const { name: bucket } = bucketOf(request, context);
  const upload = uploads(context).get(new URLSearchParams(request.query).get('uploadId') ?? '');
  if (upload !== undefined && upload.bucket === bucket && upload.key === placeOf(request).key) return upload;
  throw new SandboxError('NoSuchUpload', 'The specified multipart upload does not exist.', 404);
}

/** The parts that the client names. Whatever else it says of them was checked when they came. */
function wantedParts({ body }: HttpRequest): readonly { readonly number: number; readonly etag: string }[] {
  const text = Buffer.from(body).toString();
  return [...text.matchAll(/<Part\b[^>]*>(.*?)<\/Part>/gs)].map(([, inner = '']) => ({
    number: Number(/<PartNumber>(\d+)<\/PartNumber>/.exec(inner)?.[1]),
    etag: (/<ETag>(.*?)<\/ETag>/.exec(inner)?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&#34;', '"'),
  }));
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', '');
}

function uploads({ store }: Context): Collection<Upload> {
  return store.collection('uploads');
}

function parts(id: string, { store }: Context): Collection<Part> {
  return store.collection(`parts/${id}`);
}

function partKey(id: string, number: number): string {
  return `upload/${id}/${number}`;
}
