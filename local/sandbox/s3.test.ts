import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type RunningSandbox, startSandbox } from '#test/clients/support/sandbox.ts';

const Bucket = 'demo';

let running: RunningSandbox;
let s3: S3Client;
before(async () => {
  running = await startSandbox();
  s3 = new S3Client({
    region: 'eu-west-1',
    endpoint: running.url,
    credentials: await running.assume({}),
    forcePathStyle: true,
    maxAttempts: 1,
  });
});
after(() => running.stop());

test('keys are bytes: hostile ones are put, listed, got and deleted as they stand', async () => {
  const keys = ['a b/ü+&=?#%2F~!*()/x', 'a//b/../c/./d %2F', '/', '..', 'quote\'"<&>'];
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));

  const listed = await s3.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
  const bodies = await Promise.all(
    keys.map(async (Key) => (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()),
  );
  for (const Key of keys) await s3.send(new DeleteObjectCommand({ Bucket, Key }));

  assert.deepEqual(bodies, keys);
  const decoded = listed.Contents?.map(({ Key = '' }) => decodeURIComponent(Key)).filter((key) => key !== 'hello.txt');
  assert.deepEqual(decoded?.sort(), keys.toSorted());
  assert.deepEqual(
    (await s3.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key),
    ['hello.txt'],
  );
});

test('an object comes back byte for byte with its metadata, its ETag and a checksum that the client verifies', async () => {
  const Body = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 256));
  const put = await s3.send(
    new PutObjectCommand({ Bucket, Key: 'bytes', Body, ContentType: 'image/x', Metadata: { note: 'n' } }),
  );

  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'bytes', ChecksumMode: 'ENABLED' }));
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'bytes' }));

  assert.deepEqual(Buffer.from((await got.Body?.transformToByteArray()) ?? []), Body);
  assert.deepEqual([got.ContentType, got.Metadata, got.ETag], ['image/x', { note: 'n' }, put.ETag]);
  assert.equal(head.ContentLength, 1000);
});

test('a range is a part, and one beyond the end is refused', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'range', Body: '0123456789' }));

  const parts = await Promise.all(
    ['bytes=2-4', 'bytes=8-', 'bytes=-3', 'bytes=5-99'].map(async (Range) => {
      const { Body, ContentRange } = await s3.send(new GetObjectCommand({ Bucket, Key: 'range', Range }));
      return [await Body?.transformToString(), ContentRange];
    }),
  );

  assert.deepEqual(parts, [
    ['234', 'bytes 2-4/10'],
    ['89', 'bytes 8-9/10'],
    ['789', 'bytes 7-9/10'],
    ['56789', 'bytes 5-9/10'],
  ]);
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: 'range', Range: 'bytes=10-' })), { name: 'InvalidRange' });
});

test('an upload in parts is one object, and what was not completed is not there', async () => {
  const Key = 'parts/ü';
  const body = Buffer.alloc(5 * 1024 * 1024 + 7, 'part');
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key, ContentType: 'image/x' }));
  const halves = [body.subarray(0, 5 * 1024 * 1024), body.subarray(5 * 1024 * 1024)];
  const Parts = await Promise.all(
    halves.map(async (Body, index) => {
      const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: index + 1, Body }));
      return { ETag, PartNumber: index + 1 };
    }),
  );
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key })), { name: 'NoSuchKey' });

  const listed = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
  const done = await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key }));

  assert.deepEqual(
    listed.Parts?.map(({ Size }) => Size),
    [5 * 1024 * 1024, 7],
  );
  assert.match(done.ETag ?? '', /^"[0-9a-f]{32}-2"$/);
  assert.equal(Buffer.compare(Buffer.from((await got.Body?.transformToByteArray()) ?? []), body), 0);
  assert.equal(got.ContentType, 'image/x');
});

test('parts that are too small, unknown or out of order, and an upload that was given up, are refused', async () => {
  const Key = 'parts/bad';
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const upload = (PartNumber: number) => s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body: 'x' }));
  const [one, two] = [await upload(1), await upload(2)];
  const complete = (...Parts: readonly { readonly ETag?: string | undefined; readonly PartNumber: number }[]) =>
    s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: [...Parts] } }));
  const [first, second] = [
    { ETag: one.ETag, PartNumber: 1 },
    { ETag: two.ETag, PartNumber: 2 },
  ];

  await assert.rejects(complete(first, second), { name: 'EntityTooSmall' });
  await assert.rejects(complete({ ETag: '"0"', PartNumber: 1 }), { name: 'InvalidPart' });
  await s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  await assert.rejects(complete(first), { name: 'NoSuchUpload' });
});

test('a copy has the bytes and the metadata of its source, or new ones', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'from a/ü', Body: 'copied', Metadata: { note: 'old' } }));
  const CopySource = `${Bucket}/from%20a/%C3%BC`;

  await s3.send(new CopyObjectCommand({ Bucket, Key: 'same', CopySource }));
  await s3.send(
    new CopyObjectCommand({ Bucket, Key: 'new', CopySource, MetadataDirective: 'REPLACE', Metadata: { note: 'new' } }),
  );

  const [same, fresh] = await Promise.all(
    ['same', 'new'].map(async (Key) => {
      const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return [await Body?.transformToString(), Metadata?.note];
    }),
  );
  assert.deepEqual(
    [same, fresh],
    [
      ['copied', 'old'],
      ['copied', 'new'],
    ],
  );
  await assert.rejects(s3.send(new CopyObjectCommand({ Bucket, Key: 'x', CopySource, CopySourceIfMatch: '"0"' })), {
    name: 'PreconditionFailed',
  });
  for (const Key of ['from a/ü', 'same', 'new']) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
});

test('a list has prefixes, common prefixes and pages', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'listing' }));
  for (const Key of ['a/1', 'a/2', 'b/1', 'c']) await s3.send(new PutObjectCommand({ Bucket: 'listing', Key, Body: 'x' }));

  const top = await s3.send(new ListObjectsV2Command({ Bucket: 'listing', Delimiter: '/' }));
  const first = await s3.send(new ListObjectsV2Command({ Bucket: 'listing', MaxKeys: 3 }));
  const rest = await s3.send(new ListObjectsV2Command({ Bucket: 'listing', ContinuationToken: first.NextContinuationToken }));

  assert.deepEqual([top.CommonPrefixes?.map(({ Prefix }) => Prefix), top.Contents?.map(({ Key }) => Key)], [['a/', 'b/'], ['c']]);
  assert.deepEqual([first.IsTruncated, rest.Contents?.map(({ Key }) => Key)], [true, ['c']]);
});

test('buckets are created once, found and listed', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'second' }));

  await assert.rejects(s3.send(new CreateBucketCommand({ Bucket: 'second' })), { name: 'BucketAlreadyOwnedByYou' });
  await assert.rejects(s3.send(new HeadBucketCommand({ Bucket: 'nosuch' })), { name: 'NotFound' });
  await s3.send(new HeadBucketCommand({ Bucket: 'second' }));
  assert.equal((await s3.send(new GetBucketLocationCommand({ Bucket: 'second' }))).LocationConstraint, 'eu-west-1');
  assert.ok((await s3.send(new ListBucketsCommand({}))).Buckets?.some(({ Name }) => Name === 'second'));
});

test('a damaged body, a foreign owner and an operation that is not here are refused', async () => {
  const put = { Bucket, Key: 'x', Body: 'x' };

  await assert.rejects(s3.send(new PutObjectCommand({ ...put, ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })), { name: 'BadDigest' });
  await assert.rejects(s3.send(new PutObjectCommand({ ...put, ExpectedBucketOwner: '999999999999' })), { name: 'AccessDenied' });
  await assert.rejects(s3.send(new PutObjectCommand({ ...put, ACL: 'public-read' })), { name: 'NotImplemented' });
  await assert.rejects(s3.send(new GetObjectCommand({ Bucket, Key: 'nosuch' })), { name: 'NoSuchKey' });
});
