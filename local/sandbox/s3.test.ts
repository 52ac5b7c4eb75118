import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
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
