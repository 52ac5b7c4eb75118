/** Tags on something new: a call that creates and tags needs the service's action for tags besides its own. */

import { type ActionRule, given, holds } from './action-rule.ts';

/** Catalog id → the service's action for tags and the members in which its creating operations take them. */
const services: readonly (readonly [service: string, action: string, ...members: readonly string[]])[] = [
  ['bedrock', 'bedrock:TagResource', 'tags', 'jobTags', 'modelTags', 'customModelTags', 'importedModelTags', 'targetModelTags'],
  ['bedrock-agent', 'bedrock:TagResource', 'tags'],
  ['bedrock-agent-runtime', 'bedrock:TagResource', 'tags'],
  ['bedrock-agentcore-control', 'bedrock-agentcore:TagResource', 'tags'],
  ['bedrock-runtime', 'bedrock:TagResource', 'tags'],
  ['cloudformation', 'cloudformation:TagResource', 'Tags'],
  ['dynamodb', 'dynamodb:TagResource', 'Tags'],
  ['ec2', 'ec2:CreateTags', 'TagSpecifications'],
  ['ecr', 'ecr:TagResource', 'tags'],
  ['ecs', 'ecs:TagResource', 'tags'],
  ['events', 'events:TagResource', 'Tags'],
  ['kms', 'kms:TagResource', 'Tags'],
  ['lambda', 'lambda:TagResource', 'Tags'],
  ['logs', 'logs:TagResource', 'tags'],
  ['rds', 'rds:AddTagsToResource', 'Tags', 'TagSpecifications'],
  ['sagemaker', 'sagemaker:AddTags', 'Tags'],
  ['secretsmanager', 'secretsmanager:TagResource', 'Tags'],
  ['sns', 'sns:TagResource', 'Tags'],
  ['sqs', 'sqs:TagQueue', 'tags'],
  ['ssm', 'ssm:AddTagsToResource', 'Tags'],
  ['stepfunctions', 'states:TagResource', 'tags'],
];

/** IAM names the action after what is tagged. */
const iam: readonly (readonly [operation: string, action: string])[] = [
  ['CreateInstanceProfile', 'TagInstanceProfile'],
  ['CreateOpenIDConnectProvider', 'TagOpenIDConnectProvider'],
  ['CreatePolicy', 'TagPolicy'],
  ['CreateRole', 'TagRole'],
  ['CreateSAMLProvider', 'TagSAMLProvider'],
  ['CreateUser', 'TagUser'],
  ['CreateVirtualMFADevice', 'TagMFADevice'],
  ['UploadServerCertificate', 'TagServerCertificate'],
];

const because = 'tags on something new';

export const tagActionRules: readonly ActionRule[] = [
  ...services.map(([on, action, ...members]): ActionRule => ({ on, actions: [action], when: given(...members), because })),
  ...iam.map(
    ([operation, action]): ActionRule => ({ on: `iam:${operation}`, actions: [`iam:${action}`], when: given('Tags'), because }),
  ),
  {
    on: 's3:CreateBucket',
    actions: ['s3:TagResource'],
    when: ({ CreateBucketConfiguration: wanted }) => holds(wanted, { isName: (name) => name === 'Tags' }),
    because,
  },
];
