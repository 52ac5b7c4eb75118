/** Actions that a call needs because of what is in its parameters: a role handed over, tags on something new, a version, a copy's source. */

import type { Operation } from '../../catalog/operation.ts';
import type { Json, Parameters } from '../../model.ts';
import { dynamodbActions } from './dynamodb-actions.ts';
import { isList, isObject } from './touched.ts';

type Rule = {
  /** Catalog id and operation; a service alone covers all of its operations. */
  readonly on: string | readonly string[];
  readonly actions: readonly string[];
  readonly when: (parameters: Parameters) => boolean;
  readonly because: string;
};

const given =
  (...names: readonly string[]) =>
  (parameters: Parameters): boolean =>
    names.some((name) => isGiven(parameters[name]));
const always = (): boolean => true;

const s3Writes = ['s3:PutObject', 's3:CopyObject', 's3:CreateMultipartUpload'];
const aclMembers = ['ACL', 'GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWrite', 'GrantWriteACP'];

export const rules: readonly Rule[] = [
  {
    on: 'ec2',
    actions: ['ec2:CreateTags'],
    when: given('TagSpecifications'),
    because: 'tags on something new are set by CreateTags',
  },
  {
    on: ['ec2:RunInstances', 'ec2:CreateFleet', 'ec2:RequestSpotFleet'],
    actions: ['iam:PassRole', 'ec2:CreateTags'],
    when: (parameters) => holds(parameters, (name) => name === 'LaunchTemplate' || name === 'LaunchTemplateConfigs'),
    because: 'a launch template may hold a role and tags, and the call does not say whether it does',
  },
  {
    on: s3Writes,
    actions: ['s3:PutObjectTagging'],
    when: given('Tagging'),
    because: 'tags of an object are set by PutObjectTagging',
  },
  {
    on: s3Writes,
    actions: ['s3:PutObjectAcl'],
    when: given(...aclMembers),
    because: 'grants on an object are set by PutObjectAcl',
  },
  {
    on: s3Writes,
    actions: ['s3:PutObjectLegalHold'],
    when: given('ObjectLockLegalHoldStatus'),
    because: 'a hold is set by PutObjectLegalHold',
  },
  {
    on: s3Writes,
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
    when: ({ Delete: wanted }) => holds(wanted, (name) => name === 'VersionId'),
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
    when: given(...aclMembers),
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
  { on: 'lambda:CreateFunction', actions: ['lambda:TagResource'], when: given('Tags'), because: 'tags on something new' },
  {
    on: ['lambda:CreateFunction', 'lambda:UpdateFunctionConfiguration'],
    actions: ['lambda:GetLayerVersion'],
    when: given('Layers'),
    because: 'a function’s layers are read',
  },
  {
    on: ['ecs:RunTask', 'ecs:StartTask'],
    actions: ['iam:PassRole'],
    when: always,
    because: 'the task definition names the roles that the task gets, and the call does not say which',
  },
  {
    on: ['ecs:RunTask', 'ecs:StartTask', 'ecs:CreateService', 'ecs:CreateCluster', 'ecs:RegisterTaskDefinition'],
    actions: ['ecs:TagResource'],
    when: given('tags'),
    because: 'tags on something new',
  },
  { on: 'iam:AddRoleToInstanceProfile', actions: ['iam:PassRole'], when: always, because: 'the role is handed to EC2' },
  { on: 'iam:CreateRole', actions: ['iam:TagRole'], when: given('Tags'), because: 'tags on something new' },
  { on: 'iam:CreateUser', actions: ['iam:TagUser'], when: given('Tags'), because: 'tags on something new' },
  { on: 'iam:CreatePolicy', actions: ['iam:TagPolicy'], when: given('Tags'), because: 'tags on something new' },
  { on: 'iam:CreateInstanceProfile', actions: ['iam:TagInstanceProfile'], when: given('Tags'), because: 'tags on something new' },
  {
    on: ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'],
    actions: ['sts:TagSession'],
    when: given('Tags'),
    because: 'session tags have their own action',
  },
  {
    on: 'secretsmanager:CreateSecret',
    actions: ['secretsmanager:TagResource'],
    when: given('Tags'),
    because: 'tags on something new',
  },
  { on: 'ssm:PutParameter', actions: ['ssm:AddTagsToResource'], when: given('Tags'), because: 'tags on something new' },
  {
    on: ['ssm:GetParameter', 'ssm:GetParameters'],
    actions: ['secretsmanager:GetSecretValue'],
    when: (parameters) => holds(parameters, undefined, (value) => secretReference.test(value)),
    because: 'this name of a parameter reads a secret of Secrets Manager',
  },
  { on: 'dynamodb:CreateTable', actions: ['dynamodb:TagResource'], when: given('Tags'), because: 'tags on something new' },
  { on: 'kms:CreateKey', actions: ['kms:TagResource'], when: given('Tags'), because: 'tags on something new' },
  { on: 'kms:ReEncrypt', actions: ['kms:ReEncryptFrom', 'kms:ReEncryptTo'], when: always, because: 'IAM asks for both ends' },
  { on: 'sqs:CreateQueue', actions: ['sqs:TagQueue'], when: given('tags'), because: 'tags on something new' },
  { on: 'sns:CreateTopic', actions: ['sns:TagResource'], when: given('Tags'), because: 'tags on something new' },
  { on: 'logs:CreateLogGroup', actions: ['logs:TagResource'], when: given('tags'), because: 'tags on something new' },
  { on: 'ecr:CreateRepository', actions: ['ecr:TagResource'], when: given('tags'), because: 'tags on something new' },
];

const secretReference = /^(?:arn:.*:parameter)?\/?aws\/reference\/secretsmanager\//;

/** In the order of the rules. */
export function secondaryActions(operation: Operation, parameters: Parameters): readonly string[] {
  const id = `${operation.service}:${operation.name}`;
  const ruled = rules
    .filter((rule) => isOn(rule, operation.service, id) && rule.when(parameters))
    .flatMap(({ actions }) => actions);
  return [...dynamodbActions(id, parameters), ...ruled, ...(handsOverRole(operation, parameters) ? ['iam:PassRole'] : [])];
}

function isOn({ on }: Rule, service: string, id: string): boolean {
  if (typeof on === 'string') return on === service || on === id;
  return on.includes(id);
}

const roleArn = /^arn:[a-z-]+:iam::[0-9]{12}:role\/./;
const roleMember = /role/i;
const profileMember = /^(?:iam)?instanceProfile(?:Name|Arn)?$/i;
/** These take roles as what is administered or asked about, not to act under. */
const notPassed = new Set(['iam', 'sts', 'kms', 'accessanalyzer', 'organizations', 'sso-admin']);

/**
 * Every service that is told to act under a role asks for iam:PassRole, and there are hundreds of such members: any member whose name says
 * role and whose value is a role's ARN counts, and so does an instance profile. A rule too many is refused in the open; one too few is a hole.
 */
function handsOverRole({ service, access }: Operation, parameters: Parameters): boolean {
  if (access === 'list' || access === 'read' || notPassed.has(service)) return false;
  return (
    holds(parameters, (name) => profileMember.test(name)) ||
    holds(
      parameters,
      (name) => roleMember.test(name),
      (value) => roleArn.test(value),
    )
  );
}

/** Whether a member with such a name and, where it is asked for, such a text stands anywhere in the value. */
function holds(
  value: Json | undefined,
  isName: ((name: string) => boolean) | undefined,
  isText?: (text: string) => boolean,
  name = '',
): boolean {
  const isNamed = isName === undefined || isName(name);
  if (isText === undefined ? isNamed && isGiven(value) : isNamed && typeof value === 'string' && isText(value)) return true;
  if (isList(value)) return value.some((item) => holds(item, isName, isText, name));
  return isObject(value) && Object.entries(value).some(([key, item]) => holds(item, isName, isText, key));
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null && !(isList(value) && value.length === 0);
}
