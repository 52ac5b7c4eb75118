/** All rules on the actions that follow from parameters: roles handed over, tags on something new, names that lead elsewhere. */

import { type ActionRule, always, given, holds } from './action-rule.ts';
import { s3ActionRules } from './s3-action-rules.ts';
import { tagActionRules } from './tag-action-rules.ts';

const secretReference = /^(?:arn:.*:parameter)?\/?aws\/reference\/secretsmanager\//;

export const actionRules: readonly ActionRule[] = [
  ...s3ActionRules,
  ...tagActionRules,
  {
    on: ['ec2:RunInstances', 'ec2:CreateFleet', 'ec2:RequestSpotFleet'],
    actions: ['iam:PassRole', 'ec2:CreateTags'],
    when: (parameters) => holds(parameters, { isName: (name) => name === 'LaunchTemplate' || name === 'LaunchTemplateConfigs' }),
    because: 'a launch template may hold a role and tags, and the call does not say whether it does',
  },
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
  { on: 'iam:AddRoleToInstanceProfile', actions: ['iam:PassRole'], when: always, because: 'the role is handed to EC2' },
  {
    on: ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'],
    actions: ['sts:TagSession'],
    when: given('Tags'),
    because: 'session tags have their own action',
  },
  {
    on: ['ssm:GetParameter', 'ssm:GetParameters'],
    actions: ['secretsmanager:GetSecretValue'],
    when: (parameters) => holds(parameters, { isText: (text) => secretReference.test(text) }),
    because: 'this name of a parameter reads a secret of Secrets Manager',
  },
  { on: 'kms:ReEncrypt', actions: ['kms:ReEncryptFrom', 'kms:ReEncryptTo'], when: always, because: 'IAM asks for both ends' },
  {
    on: ['bedrock-runtime:InvokeModel', 'bedrock-runtime:InvokeModelWithResponseStream'],
    actions: ['bedrock:ApplyGuardrail'],
    when: given('guardrailIdentifier'),
    because: 'a guardrail is applied, and IAM asks for it',
  },
  {
    on: ['bedrock-runtime:Converse', 'bedrock-runtime:ConverseStream'],
    actions: ['bedrock:ApplyGuardrail'],
    when: given('guardrailConfig'),
    because: 'a guardrail is applied, and IAM asks for it',
  },
];
