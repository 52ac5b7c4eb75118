/** Masked bodies that are too large for their event's item: objects under their own hash, in the record's bucket. */

import { gunzipSync, gzipSync } from 'node:zlib';
import { reaching } from './dynamodb.ts';

export type Bodies = {
  /** Durable when it returns. Errors: `recorder-unavailable`. */
  readonly put: (key: string, body: Uint8Array) => Promise<void>;
  readonly get: (key: string) => Promise<Uint8Array>;
};

export type BodiesOptions = { readonly bucket: string; readonly region: string; readonly endpoint?: string };

/**
 * The client is loaded with the first body: most events need none, and a cold start is the sooner without it.
 * `endpoint`: a double instead of AWS, which then needs the bucket in the path.
 */
export function createS3Bodies(options: BodiesOptions): Bodies {
  const { bucket } = options;
  let opening: ReturnType<typeof open> | undefined;
  const opened = () => {
    opening ??= open(options);
    return opening;
  };
  return {
    put: (key, body) =>
      reaching('the bucket of the record', async () => {
        const { client, PutObjectCommand } = await opened();
        await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: gzipSync(body), ChecksumAlgorithm: 'SHA256' }));
      }),
    get: (key) =>
      reaching('the bucket of the record', async () => {
        const { client, GetObjectCommand } = await opened();
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array());
      }),
  };
}

async function open({ region, endpoint }: BodiesOptions) {
  const { GetObjectCommand, PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const client = new S3Client({ region, maxAttempts: 2, ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }) });
  return { client, GetObjectCommand, PutObjectCommand };
}
