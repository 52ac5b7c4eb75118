/** The permissions boundary of every role in a spoke: what no narrow role can ever do, whatever its own policies say. */

import { Aws, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { accept } from './accept.ts';

/** Roles that services may be given. What they may do is the account's own matter; the gateway's roles pass no others (threats 6). */
export const workloadRolePath = '/countersign-workload/';

/** The services that may be given one. */
const workloadServices = ['ec2', 'ecs-tasks', 'lambda'] as const;

const serviceLinkedRolePath = '/aws-service-role/';

export function spokeBoundary(scope: Construct): iam.ManagedPolicy {
  const boundary = new iam.ManagedPolicy(scope, 'Boundary', {
    path: '/countersign/',
    description: 'Countersign: what no narrow role can do, and nothing at all outside the gateway',
    statements: [
      allowOthers(),
      readIdentities(),
      linkServices(),
      passWorkloads(),
      ...neverPassOthers(),
      neverEscape(),
      neverWithoutSource(),
    ],
  });
  // The rule cannot read NotAction, so it is accepted as a whole.
  accept(
    boundary,
    'IAM5',
    'A boundary allows nothing by itself: it cuts what a role has, and so speaks of every action and resource but those that it leaves out.',
  );
  Validations.of(boundary).acknowledge({
    id: 'CloudFormation-Validate::W2512',
    reason: 'A boundary lists what it leaves out, because it grants nothing.',
  });
  return boundary;
}

function rolesOn(path: string): string {
  return `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role${path}*`;
}

function allowOthers(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'EverythingButIdentities',
    notActions: ['account:*', 'iam:*', 'organizations:*', 'sts:AssumeRole*', 'sts:GetFederationToken'],
    resources: ['*'],
  });
}

function readIdentities(): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid: 'ReadIdentities', actions: ['iam:Get*', 'iam:List*'], resources: ['*'] });
}

function linkServices(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'LinkServices',
    actions: ['iam:CreateServiceLinkedRole'],
    resources: [rolesOn(serviceLinkedRolePath)],
  });
}

function passWorkloads(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'PassWorkloadRoles',
    actions: ['iam:PassRole'],
    resources: [rolesOn(workloadRolePath)],
    conditions: { StringEquals: { 'iam:PassedToService': workloadServices.map((name) => `${name}.amazonaws.com`) } },
  });
}

function neverPassOthers(): readonly iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      sid: 'NeverPassOtherRoles',
      effect: iam.Effect.DENY,
      actions: ['iam:PassRole'],
      notResources: [rolesOn(workloadRolePath)],
    }),
  ];
}

/** Denied by name, because a resource's own policy can allow what a boundary only leaves out. */
function neverEscape(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'NeverAnotherIdentity',
    effect: iam.Effect.DENY,
    actions: [
      'account:*',
      'cloudtrail:DeleteTrail',
      'cloudtrail:PutEventSelectors',
      'cloudtrail:StopLogging',
      'cloudtrail:UpdateTrail',
      'config:DeleteConfigurationRecorder',
      'config:DeleteDeliveryChannel',
      'config:StopConfigurationRecorder',
      'organizations:*',
      'sts:AssumeRole',
      'sts:AssumeRoot',
      'sts:GetFederationToken',
    ],
    resources: ['*'],
  });
}

/** Whoever comes to one of these roles past the gateway can do nothing with it. */
function neverWithoutSource(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'NothingWithoutSourceIdentity',
    effect: iam.Effect.DENY,
    actions: ['*'],
    resources: ['*'],
    conditions: { Null: { 'aws:SourceIdentity': 'true' } },
  });
}
