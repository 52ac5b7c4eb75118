/** The roles that a call hands to a service, and which services may take them. */

import type { Call, Json } from '../model.ts';
import type { Grant } from './grant.ts';

/** Catalog id → the service principals that act under a role which its operations are given. Left out, any may. */
const takers: ReadonlyMap<string, readonly string[]> = new Map([
  ['bedrock', ['bedrock.amazonaws.com']],
  ['bedrock-agent', ['bedrock.amazonaws.com']],
  ['bedrock-agentcore-control', ['bedrock-agentcore.amazonaws.com']],
  ['cloudformation', ['cloudformation.amazonaws.com']],
  ['ec2', ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn', 'vpc-flow-logs.amazonaws.com', 'spotfleet.amazonaws.com']],
  ['ecs', ['ecs-tasks.amazonaws.com', 'ecs.amazonaws.com']],
  ['iam', ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn']],
  ['lambda', ['lambda.amazonaws.com']],
  ['rds', ['rds.amazonaws.com', 'monitoring.rds.amazonaws.com', 'export.rds.amazonaws.com']],
  ['s3', ['s3.amazonaws.com']],
  ['s3control', ['batchoperations.s3.amazonaws.com', 's3.amazonaws.com']],
  ['sagemaker', ['sagemaker.amazonaws.com']],
  ['ssm', ['ssm.amazonaws.com']],
  ['stepfunctions', ['states.amazonaws.com']],
]);

const roleArn = /^arn:[a-z-]+:iam::[0-9]{12}:role\/[^*?$]+$/;

/** The roles that the parameters name; where a definition or template may name others, any role for that service. */
export function passedRoles({ service, operation, parameters }: Call): Pick<Grant, 'resources' | 'condition'> {
  const named = [...new Set(rolesIn(parameters))];
  const services = takers.get(service);
  const isNamed = named.length > 0 && !namesBehind.has(`${service}:${operation}`) && !holdsRoleName(parameters);
  return {
    resources: isNamed ? named : ['*'],
    ...(services === undefined ? {} : { condition: { StringEquals: { 'iam:PassedToService': services } } }),
  };
}

/** A task definition, a launch template or an instance profile holds roles that the call does not name. */
const namesBehind: ReadonlySet<string> = new Set([
  'ec2:AssociateIamInstanceProfile',
  'ec2:CreateFleet',
  'ec2:RequestSpotFleet',
  'ec2:RequestSpotInstances',
  'ec2:RunInstances',
  'ecs:RunTask',
  'ecs:StartTask',
]);

function rolesIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return roleArn.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(rolesIn);
}

/** A role by its name alone may have any path before it. */
function holdsRoleName(value: Json | undefined): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, item]) => (/role/i.test(name) && typeof item === 'string' && !item.startsWith('arn:')) || holdsRoleName(item),
  );
}
