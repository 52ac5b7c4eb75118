/** Legal holds of S3's Object Lock: an object on hold is not deleted, whatever its retention and the bucket's lifecycle say. */

import { PutObjectLegalHoldCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { reaching } from './dynamodb.ts';
import type { BodiesOptions } from './s3-bodies.ts';

export type LegalHolds = {
  /** Durable when it returns; of an object that is gone there is nothing to keep. Errors: `recorder-unavailable`. */
  readonly set: (key: string, status: 'ON' | 'OFF') => Promise<void>;
};

/** Not there, or only the mark of its deletion. */
const isGone: readonly number[] = [404, 405];

/** `endpoint`: a double instead of AWS, which then needs the bucket in the path. */
export function createS3LegalHolds({ bucket, region, endpoint }: BodiesOptions): LegalHolds {
  const client = new S3Client({ region, maxAttempts: 3, ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }) });

  async function set(key: string, status: 'ON' | 'OFF'): Promise<void> {
    const command = new PutObjectLegalHoldCommand({ Bucket: bucket, Key: key, LegalHold: { Status: status } });
    try {
      await client.send(command);
    } catch (thrown) {
      const gone = thrown instanceof S3ServiceException && isGone.includes(thrown.$metadata.httpStatusCode ?? 0);
      if (!gone) throw thrown;
    }
  }

  return { set: (key, status) => reaching('the bucket of the record', () => set(key, status)) };
}
