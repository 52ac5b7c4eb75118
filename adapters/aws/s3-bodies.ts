/** Masked bodies that are too large for their event's item: objects under their own hash, in the record's bucket. */

import { gunzipSync, gzipSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { reaching } from './dynamodb.ts';

export type Bodies = {
  /** Durable when it returns. Errors: `recorder-unavailable`. */
  readonly put: (key: string, body: Uint8Array) => Promise<void>;
  readonly get: (key: string) => Promise<Uint8Array>;
};

export type BodiesOptions = { readonly bucket: string; readonly region: string; readonly endpoint?: string };

/** `endpoint`: a double instead of AWS, which then needs the bucket in the path. */
export function createS3Bodies({ bucket, region, endpoint }: BodiesOptions): Bodies {
  const client = new S3Client({ region, maxAttempts: 2, ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }) });
  return {
    put: (key, body) =>
      reaching('the bucket of the record', async () => {
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: gzipSync(body), ChecksumAlgorithm: 'SHA256' }));
      }),
    get: (key) =>
      reaching('the bucket of the record', async () => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array());
      }),
  };
}
