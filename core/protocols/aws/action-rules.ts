/** All rules on the actions that follow from parameters: roles handed over, tags on something new, names that lead elsewhere. */

import { type ActionRule, always, given, holds } from './action-rule.ts';
import { s3ActionRules } from './s3-action-rules.ts';

const secretReference = /^(?:arn:.*:parameter)?\/?aws\/reference\/secretsmanager\//;

export const actionRules: readonly ActionRule[] = [
  ...s3ActionRules,
  {
    on: 'ec2',
    actions: ['ec2:CreateTags'],
    when: given('TagSpecifications'),
    because: 'tags on something new are set by CreateTags',
  },
  {
    on: ['ec2:RunInstances', 'ec2:CreateFleet', 'ec2:RequestSpotFleet'],
    actions: ['iam:PassRole', 'ec2:CreateTags'],
    when: (parameters) => holds(parameters, { isName: (name) => name === 'LaunchTemplate' || name === 'LaunchTemplateConfigs' }),
    because: 'a launch template may hold a role and tags, and the call does not say whether it does',
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
    when: (parameters) => holds(parameters, { isText: (text) => secretReference.test(text) }),
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
