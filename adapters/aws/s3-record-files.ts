/** Segments and checkpoints as objects of the record's bucket: each is put once, and kept by the bucket's Object Lock. */

import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { GatewayError } from '#core/errors.ts';
import { reaching } from './dynamodb.ts';
import type { BodiesOptions } from './s3-bodies.ts';

export type RecordFiles = {
  /** Durable when it returns; an object that is there already stays as it is. Errors: `recorder-unavailable`, and `conflict` where it is another. */
  readonly put: (key: string, bytes: Uint8Array) => Promise<void>;
  /** Errors: `recorder-unavailable`, also when there is none. */
  readonly get: (key: string) => Promise<Uint8Array>;
};

/** The condition was not met, or another put of the same name is under way. */
const isThere: readonly number[] = [409, 412];

/** `endpoint`: a double instead of AWS, which then needs the bucket in the path. */
export function createS3RecordFiles({ bucket, region, endpoint }: BodiesOptions): RecordFiles {
  const client = new S3Client({ region, maxAttempts: 3, ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }) });

  async function put(key: string, bytes: Uint8Array): Promise<void> {
    try {
      await client.send(
        // Object Lock asks for a checksum with each put.
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, IfNoneMatch: '*', ChecksumAlgorithm: 'SHA256' }),
      );
    } catch (thrown) {
      if (!(thrown instanceof S3ServiceException) || !isThere.includes(thrown.$metadata.httpStatusCode ?? 0)) throw thrown;
      if (!Buffer.from(bytes).equals(await get(key))) throw otherwise(key);
    }
  }

  async function get(key: string): Promise<Uint8Array> {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return (await Body?.transformToByteArray()) ?? new Uint8Array();
  }

  return {
    put: (key, bytes) => reaching('the bucket of the record', () => put(key, bytes)),
    get: (key) => reaching('the bucket of the record', () => get(key)),
  };
}

/** A table that was restored to an earlier time does not know what was sealed since, and would number it again. */
function otherwise(key: string): GatewayError {
  return new GatewayError(
    'conflict',
    `Something else is sealed as ${key}, and nothing is sealed beside it. If the table was restored, restore its newest state.`,
  );
}
