/** What the roles of a spoke may do: the reader of facts, which every connection needs, and two examples of narrow roles. */

import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Accepted } from './accept.ts';
import { workloadRolePath } from './spoke-boundary.ts';

export type SpokeRole = {
  /** Behind `role/countersign/`. */
  readonly name: string;
  readonly description: string;
  readonly statements: readonly iam.PolicyStatement[];
  readonly accepted: readonly Accepted[];
  /** Kept by AWS. */
  readonly managed?: string;
};

/** Tags, what a name stands for at the moment, and how a thing that is about to be changed stands: no value that anything holds. */
export const factActions: readonly string[] = [
  'batch:DescribeJobDefinitions',
  'bedrock-agentcore:ListTagsForResource',
  'bedrock:ListTagsForResource',
  'cloudformation:DescribeChangeSet',
  'cloudformation:DescribeStackResources',
  'cloudformation:DescribeStacks',
  'cloudformation:GetTemplate',
  'codebuild:BatchGetProjects',
  'codepipeline:GetPipeline',
  'dynamodb:DescribeTable',
  'dynamodb:ListTagsOfResource',
  'ec2:DescribeInstances',
  'ec2:DescribeLaunchTemplateVersions',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSnapshots',
  'ec2:DescribeTags',
  'ec2:DescribeVolumes',
  'ecr:ListTagsForResource',
  'ecs:DescribeClusters',
  'ecs:DescribeServices',
  'ecs:DescribeTaskDefinition',
  'ecs:DescribeTasks',
  'ecs:ListTagsForResource',
  'events:ListTagsForResource',
  'fis:GetExperimentTemplate',
  'glue:GetJob',
  'iam:GetRole',
  'iam:GetRolePolicy',
  'iam:GetUser',
  'iam:ListAccessKeys',
  'iam:ListAttachedRolePolicies',
  'iam:ListAttachedUserPolicies',
  'iam:ListInstanceProfileTags',
  'iam:ListPolicyTags',
  'iam:ListRoleTags',
  'iam:ListUserTags',
  'kms:ListResourceTags',
  'lambda:GetAlias',
  'lambda:GetFunctionConfiguration',
  'lambda:GetPolicy',
  'lambda:ListTags',
  'logs:ListTagsForResource',
  'rds:DescribeDBClusters',
  'rds:DescribeDBInstances',
  'rds:DescribeDBSnapshotAttributes',
  'rds:DescribeDBSnapshots',
  'rds:ListTagsForResource',
  's3:GetBucketPolicy',
  's3:GetBucketPublicAccessBlock',
  's3:GetBucketTagging',
  's3:GetBucketVersioning',
  's3:GetLifecycleConfiguration',
  's3:GetObjectTagging',
  'sagemaker:ListTags',
  'secretsmanager:DescribeSecret',
  'secretsmanager:GetResourcePolicy',
  'sns:ListTagsForResource',
  'sqs:ListQueueTags',
  'ssm:DescribeDocument',
  'ssm:DescribeParameters',
  'ssm:ListTagsForResource',
  'states:DescribeStateMachine',
  'states:DescribeStateMachineAlias',
  'states:ListTagsForResource',
  'tag:GetResources',
];

const everywhere = (reason: string): Accepted => ({ id: 'IAM5[Resource::*]', reason });

/** The connection's `readRole`. */
export const factsRole: SpokeRole = {
  name: 'facts',
  description: 'Countersign: reads tags, and what names stand for, before a call is decided',
  statements: [new iam.PolicyStatement({ sid: 'ReadFacts', actions: [...factActions], resources: ['*'] })],
  accepted: [
    everywhere('Any resource that a call touches may be asked for its tags and how it stands, and for nothing that it holds.'),
  ],
};

/** Examples: copy them for roles of your own. What is called with them, the gateway’s policies decide. */
export const exampleRoles: readonly SpokeRole[] = [
  {
    name: 'reader',
    description: 'Countersign, an example: looks at resources, and at nothing that they hold',
    statements: [],
    accepted: [
      {
        id: 'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/job-function/ViewOnlyAccess]',
        reason: 'AWS keeps it current with its services, and it shows no data.',
      },
    ],
    managed: 'job-function/ViewOnlyAccess',
  },
  {
    name: 'mcp-launcher',
    description: 'Countersign, an example: launches and ends the instances of MCP servers',
    statements: [
      new iam.PolicyStatement({
        sid: 'RunInstances',
        actions: [
          'ec2:CreateTags',
          'ec2:DescribeImages',
          'ec2:DescribeInstanceStatus',
          'ec2:DescribeInstanceTypes',
          'ec2:DescribeInstances',
          'ec2:DescribeSecurityGroups',
          'ec2:DescribeSubnets',
          'ec2:RunInstances',
          'ec2:StartInstances',
          'ec2:StopInstances',
          'ec2:TerminateInstances',
        ],
        resources: ['*'],
      }),
      new iam.PolicyStatement({
        sid: 'PassWorkloadRoles',
        actions: ['iam:PassRole'],
        resources: [`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role${workloadRolePath}*`],
        conditions: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
      }),
    ],
    accepted: [
      everywhere('Which instances, the gateway’s policies decide by their tags, and cut the session down to each call.'),
      {
        id: `IAM5[Resource::arn:<AWS::Partition>:iam::<AWS::AccountId>:role${workloadRolePath}*]`,
        reason: 'The path holds the roles that instances may be given.',
      },
    ],
  },
];
