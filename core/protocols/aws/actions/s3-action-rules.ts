/** S3: versions, tags, grants and locks have actions of their own, and a copy reads its source. */

import { type ActionRule, always, given, holds } from './action-rule.ts';

const writes = ['s3:PutObject', 's3:CopyObject', 's3:CreateMultipartUpload'];
const grants = ['ACL', 'GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWrite', 'GrantWriteACP'];

export const s3ActionRules: readonly ActionRule[] = [
  {
    on: writes,
    actions: ['s3:PutObjectTagging'],
    when: given('Tagging'),
    because: 'tags of an object are set by PutObjectTagging',
  },
  {
    on: writes,
    actions: ['s3:PutObjectAcl'],
    when: given(...grants),
    because: 'grants on an object are set by PutObjectAcl',
  },
  {
    on: writes,
    actions: ['s3:PutObjectLegalHold'],
    when: given('ObjectLockLegalHoldStatus'),
    because: 'a hold is set by PutObjectLegalHold',
  },
  {
    on: writes,
    actions: ['s3:PutObjectRetention'],
    when: given('ObjectLockMode', 'ObjectLockRetainUntilDate'),
    because: 'retention is set by PutObjectRetention',
  },
  {
    on: ['s3:CopyObject', 's3:UploadPartCopy'],
    actions: ['s3:PutObject', 's3:GetObject'],
    when: always,
    because: 'a copy reads its source',
  },
  {
    on: ['s3:CopyObject', 's3:UploadPartCopy'],
    actions: ['s3:GetObjectVersion'],
    when: (parameters) => String(parameters.CopySource ?? '').includes('?versionId='),
    because: 'a version of the source is read by GetObjectVersion',
  },
  {
    on: ['s3:GetObject', 's3:HeadObject', 's3:GetObjectAttributes', 's3:SelectObjectContent'],
    actions: ['s3:GetObjectVersion'],
    when: given('VersionId'),
    because: 'IAM names the read of one version GetObjectVersion',
  },
  {
    on: 's3:GetObjectAcl',
    actions: ['s3:GetObjectVersionAcl'],
    when: given('VersionId'),
    because: 'IAM names it so for one version',
  },
  {
    on: 's3:PutObjectAcl',
    actions: ['s3:PutObjectVersionAcl'],
    when: given('VersionId'),
    because: 'IAM names it so for one version',
  },
  {
    on: 's3:GetObjectTagging',
    actions: ['s3:GetObjectVersionTagging'],
    when: given('VersionId'),
    because: 'IAM names it so for one version',
  },
  {
    on: 's3:PutObjectTagging',
    actions: ['s3:PutObjectVersionTagging'],
    when: given('VersionId'),
    because: 'IAM names it so for one version',
  },
  {
    on: 's3:DeleteObjectTagging',
    actions: ['s3:DeleteObjectVersionTagging'],
    when: given('VersionId'),
    because: 'IAM names it so for one version',
  },
  {
    on: 's3:DeleteObject',
    actions: ['s3:DeleteObjectVersion'],
    when: given('VersionId'),
    because: 'a version is gone for good by DeleteObjectVersion',
  },
  {
    on: 's3:DeleteObjects',
    actions: ['s3:DeleteObjectVersion'],
    when: ({ Delete: wanted }) => holds(wanted, { isName: (name) => name === 'VersionId' }),
    because: 'a version is gone for good by DeleteObjectVersion',
  },
  {
    on: ['s3:DeleteObject', 's3:DeleteObjects', 's3:PutObjectRetention'],
    actions: ['s3:BypassGovernanceRetention'],
    when: ({ BypassGovernanceRetention: bypass }) => bypass === true,
    because: 'going round a retention is its own action',
  },
  {
    on: 's3:CreateBucket',
    actions: ['s3:PutBucketAcl'],
    when: given(...grants),
    because: 'grants on a bucket are set by PutBucketAcl',
  },
  {
    on: 's3:CreateBucket',
    actions: ['s3:PutBucketObjectLockConfiguration', 's3:PutBucketVersioning'],
    when: ({ ObjectLockEnabledForBucket: locked }) => locked === true,
    because: 'object lock is set by its own action and needs versioning',
  },
  {
    on: 's3:CreateBucket',
    actions: ['s3:PutBucketOwnershipControls'],
    when: given('ObjectOwnership'),
    because: 'ownership is set by its own action',
  },
];
