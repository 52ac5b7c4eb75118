/** The bucket of the record: large bodies now, sealed segments later. Nothing in it can be shortened before its time. */

import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Config } from '#config/config.ts';
import { boundEmptierLog } from '../emptier-log.ts';
import { pinned } from '../pinned.ts';
import type { Keeping } from '../stage.ts';

export type RecordBucketProps = {
  readonly keeping: Keeping;
  readonly recording: Config['recording'];
  readonly key: kms.IKey;
  /** Who reads and writes objects: nobody else, whatever their own permissions say. */
  readonly users: readonly iam.IRole[];
};

export class RecordBucket extends Construct {
  readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, { keeping, recording, key, users }: RecordBucketProps) {
    super(scope, id);
    const accessLogs = new s3.Bucket(this, 'AccessLogs', {
      ...closed(keeping),
      encryption: s3.BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(recording.retentionDays) }],
    });
    pinned(accessLogs, 'AccessLogBucket');
    this.bucket = new s3.Bucket(this, 'Bucket', {
      ...closed(keeping),
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      versioned: true,
      // CDK's classes are not typed for exact optional properties.
      serverAccessLogsBucket: accessLogs as s3.IBucket,
      lifecycleRules: lifecycle(recording),
      ...(keeping.isProtected ? { objectLockEnabled: true, objectLockDefaultRetention: lock(recording) } : {}),
    });
    pinned(this.bucket, 'RecordBucket');
    this.bucket.addToResourcePolicy(onlyUsers(this.bucket, users));
    boundEmptierLog(this, keeping.removalPolicy);
  }
}

function closed({ removalPolicy, isProtected }: Keeping): s3.BucketProps {
  return {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy,
    autoDeleteObjects: !isProtected,
  };
}

/** Checkpoints stay: they carry the chain on over the segments that are gone. */
function lifecycle({ retentionDays }: Config['recording']): s3.LifecycleRule[] {
  const ending = { expiration: Duration.days(retentionDays), noncurrentVersionExpiration: Duration.days(1) };
  return [
    ...['bodies/', 'events/'].map((prefix) => ({ prefix, ...ending })),
    { abortIncompleteMultipartUploadAfter: Duration.days(1), expiredObjectDeleteMarker: true },
  ];
}

function lock({ objectLock, retentionDays }: Config['recording']): s3.ObjectLockRetention {
  const duration = Duration.days(retentionDays);
  switch (objectLock) {
    case 'governance':
      return s3.ObjectLockRetention.governance(duration);
    case 'compliance':
      return s3.ObjectLockRetention.compliance(duration);
  }
}

function onlyUsers(bucket: s3.Bucket, users: readonly iam.IRole[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'OnlyTheGatewayReadsAndWrites',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
    resources: [bucket.arnForObjects('*')],
    conditions: { StringNotEquals: { 'aws:PrincipalArn': users.map((role) => role.roleArn) } },
  });
}
