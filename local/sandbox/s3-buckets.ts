/** S3: buckets and the list of what is in one. */

import type { HttpReply, HttpRequest } from '#core/http.ts';
import type { Context, Output } from './fixture.ts';
import { pageOf } from './page.ts';
import type { StoredObject } from './s3-objects.ts';
import { placeOf } from './s3-place.ts';
import { s3Empty, s3Xml } from './s3-reply.ts';
import { SandboxError } from './sandbox-error.ts';
import type { Collection } from './store.ts';

export type Bucket = { readonly name: string; readonly region: string; readonly createdAt: string };

export function listBuckets(request: HttpRequest, context: Context): HttpReply {
  const query = new URLSearchParams(request.query);
  const matching = buckets(context)
    .list()
    .filter(({ name }) => name.startsWith(query.get('prefix') ?? ''));
  const page = pageOf(matching, Number(query.get('max-buckets') ?? 10_000), query.get('continuation-token') ?? undefined);
  return s3Xml('ListAllMyBucketsResult', {
    Owner: { ID: context.account },
    Buckets: { Bucket: page.items.map(({ name, createdAt }) => ({ Name: name, CreationDate: createdAt })) },
    ContinuationToken: page.nextToken,
  });
}

export function createBucket(request: HttpRequest, context: Context): HttpReply {
  const { bucket: name } = placeOf(request);
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name))
    throw new SandboxError('InvalidBucketName', 'The specified bucket is not valid.');
  if (buckets(context).get(name) !== undefined) {
    throw new SandboxError(
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      409,
    );
  }
  buckets(context).set(name, { name, region: context.region, createdAt: context.now });
  return s3Empty(200, [['location', `/${name}`]]);
}

export function headBucket(request: HttpRequest, context: Context): HttpReply {
  return s3Empty(200, [['x-amz-bucket-region', bucketOf(request, context).region]]);
}

/** AWS writes us-east-1 as nothing. */
export function locateBucket(request: HttpRequest, context: Context): HttpReply {
  const { region } = bucketOf(request, context);
  const element = s3Xml('LocationConstraint', {});
  const text = Buffer.from(element.body).toString();
  return { ...element, body: Buffer.from(text.replace('></', `>${region === 'us-east-1' ? '' : region}</`)) };
}

export function listObjects(request: HttpRequest, context: Context): HttpReply {
  const { name } = bucketOf(request, context);
  const query = new URLSearchParams(request.query);
  const spelled = query.get('encoding-type') === 'url' ? urlEncoded : (key: string) => key;
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const entries = entriesOf(objectsOf(name, context), { prefix, delimiter, startAfter: query.get('start-after') ?? '' });
  const limit = Math.min(Number(query.get('max-keys') ?? 1000), 1000);
  const page = pageOf(entries, limit, query.get('continuation-token') ?? undefined);
  return s3Xml('ListBucketResult', {
    Name: name,
    Prefix: spelled(prefix),
    Delimiter: delimiter === '' ? undefined : spelled(delimiter),
    EncodingType: query.get('encoding-type') ?? undefined,
    StartAfter: query.has('start-after') ? spelled(query.get('start-after') ?? '') : undefined,
    MaxKeys: limit,
    KeyCount: page.items.length,
    IsTruncated: page.nextToken !== undefined,
    ContinuationToken: query.get('continuation-token') ?? undefined,
    NextContinuationToken: page.nextToken,
    Contents: page.items.flatMap((entry) => (typeof entry === 'string' ? [] : [listed(entry, spelled)])),
    CommonPrefixes: page.items.flatMap((entry) => (typeof entry === 'string' ? [{ Prefix: spelled(entry) }] : [])),
  });
}

type Asked = { readonly prefix: string; readonly delimiter: string; readonly startAfter: string };

/** Objects, and the common prefixes up to the delimiter as texts, in key order. */
function entriesOf(
  objects: readonly StoredObject[],
  { prefix, delimiter, startAfter }: Asked,
): readonly (StoredObject | string)[] {
  const matching = objects.filter(
    ({ key }) => key.startsWith(prefix) && (startAfter === '' || compareBytes(key, startAfter) > 0),
  );
  if (delimiter === '') return matching;
  const entries = matching.map((object) => {
    const end = object.key.indexOf(delimiter, prefix.length);
    return end < 0 ? object : object.key.slice(0, end + delimiter.length);
  });
  return entries.filter((entry, index) => typeof entry !== 'string' || entries.indexOf(entry) === index);
}

function listed({ key, etag, sizeBytes, modifiedAt }: StoredObject, spelled: (key: string) => string): Output {
  return { Key: spelled(key), LastModified: modifiedAt, ETag: etag, Size: sizeBytes, StorageClass: 'STANDARD' };
}

function urlEncoded(key: string): string {
  return encodeURIComponent(key).replaceAll('%2F', '/');
}

function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function objectsOf(bucket: string, { store }: Context): readonly StoredObject[] {
  return store.collection<StoredObject>(`objects/${bucket}`).list();
}

export function bucketOf(request: HttpRequest, context: Context): Bucket {
  const bucket = buckets(context).get(placeOf(request).bucket);
  if (bucket !== undefined) return bucket;
  throw new SandboxError('NoSuchBucket', 'The specified bucket does not exist', 404);
}

function buckets({ store }: Context): Collection<Bucket> {
  return store.collection('buckets');
}
