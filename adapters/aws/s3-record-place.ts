/** The place of the record on AWS: the bucket's Object Lock, versions and public access, and the newest checkpoint as it is stored. */

import {
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { NewestCheckpoint, RecordLock, RecordPlace } from '#core/checking/record-place.ts';
import { checkpointKey, type SignedCheckpoint, writeCheckpoint } from '#core/recording/checkpoint.ts';
import { reaching, type Table } from './dynamodb.ts';
import { newestCheckpoint } from './read-checkpoints.ts';
import type { BodiesOptions } from './s3-bodies.ts';

/** The table knows which checkpoint is the newest, the bucket must have it. */
export function createS3RecordPlace(table: Table, { bucket, region, endpoint }: BodiesOptions): RecordPlace {
  const client = new S3Client({ region, maxAttempts: 2, ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }) });
  const place: Place = { client, bucket };
  return {
    look: () =>
      reaching('the bucket of the record', async () => {
        const [lock, keepsVersions, isPrivate, signed] = await Promise.all([
          lockOf(place),
          hasVersions(place),
          isClosed(place),
          newestCheckpoint(table),
        ]);
        const newest = signed === undefined ? {} : { newest: await storedAs(place, signed) };
        return { ...(lock === undefined ? {} : { lock }), keepsVersions, isPrivate, ...newest };
      }),
  };
}

type Place = { readonly client: S3Client; readonly bucket: string };

async function lockOf({ client, bucket }: Place): Promise<RecordLock | undefined> {
  const found = await unlessAbsent(() => client.send(new GetObjectLockConfigurationCommand({ Bucket: bucket })), [404]);
  const { ObjectLockEnabled, Rule } = found?.ObjectLockConfiguration ?? {};
  const { Mode, Days, Years } = Rule?.DefaultRetention ?? {};
  if (ObjectLockEnabled !== 'Enabled' || Mode === undefined) return undefined;
  return { mode: Mode === 'COMPLIANCE' ? 'compliance' : 'governance', days: Days ?? (Years ?? 0) * 365 };
}

async function hasVersions({ client, bucket }: Place): Promise<boolean> {
  const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket: bucket }));
  return Status === 'Enabled';
}

async function isClosed({ client, bucket }: Place): Promise<boolean> {
  const found = await unlessAbsent(() => client.send(new GetPublicAccessBlockCommand({ Bucket: bucket })), [404]);
  const { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets } =
    found?.PublicAccessBlockConfiguration ?? {};
  return [BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets].every((is) => is === true);
}

/** Whoever may not list a bucket is told 403 of an object that is not there. */
async function storedAs({ client, bucket }: Place, signed: SignedCheckpoint): Promise<NewestCheckpoint> {
  const { seq, sealedAt } = signed.checkpoint;
  const command = new GetObjectCommand({ Bucket: bucket, Key: checkpointKey(signed.checkpoint) });
  const object = await unlessAbsent(() => client.send(command), [403, 404]);
  const isInPlace = (await object?.Body?.transformToString()) === writeCheckpoint(signed);
  const lockedUntil = object?.ObjectLockRetainUntilDate?.toISOString();
  return { seq, sealedAt, isInPlace, ...(lockedUntil === undefined ? {} : { lockedUntil }) };
}

async function unlessAbsent<T>(ask: () => Promise<T>, statuses: readonly number[]): Promise<T | undefined> {
  try {
    return await ask();
  } catch (thrown) {
    const isAbsent = thrown instanceof S3ServiceException && statuses.includes(thrown.$metadata.httpStatusCode ?? 0);
    if (isAbsent) return undefined;
    throw thrown;
  }
}
