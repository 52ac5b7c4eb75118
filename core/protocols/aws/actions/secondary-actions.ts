/** Actions that a call needs because of what is in its parameters: a role handed over, tags on something new, a version, a copy's source. */

import type { Operation } from '../../../catalog/operation.ts';
import type { Parameters } from '../../../model.ts';
import { type ActionRule, holds } from './action-rule.ts';
import { actionRules } from './action-rules.ts';
import { dynamodbActions } from './dynamodb-actions.ts';

/** In the order of the rules. */
export function secondaryActions(operation: Operation, parameters: Parameters): readonly string[] {
  const id = `${operation.service}:${operation.name}`;
  const ruled = actionRules
    .filter((rule) => isOn(rule, operation.service, id) && rule.when(parameters))
    .flatMap(({ actions }) => actions);
  return [...dynamodbActions(id, parameters), ...ruled, ...(handsOverRole(operation, parameters) ? ['iam:PassRole'] : [])];
}

function isOn({ on }: ActionRule, service: string, id: string): boolean {
  if (typeof on === 'string') return on === service || on === id;
  return on.includes(id);
}

const roleArn = /^arn:[a-z-]+:iam::[0-9]{12}:role\/./;
const roleMember = /role/i;
const profileMember = /^(?:iam)?instanceProfile(?:Name|Arn)?$/i;
/** Services that also take a role by its name alone, and the members for it. */
const roleNames: ReadonlyMap<string, RegExp> = new Map([
  ['batch', /^(?:serviceRole|instanceRole|spotIamFleetRole)$/],
  ['codebuild', /^(?:fleetServiceRole|resourceAccessRole|serviceRole|serviceRoleOverride)$/],
  ['ecs', /^role$/],
  ['eks', /^nodeRole$/],
  ['elasticbeanstalk', /^(?:CodeBuildServiceRole|OperationsRole|ServiceRole)$/],
  ['emr', /^(?:AutoScalingRole|JobFlowRole|ServiceRole|UserRole)$/],
  ['fms', /^SnsRoleName$/],
  ['glue', /^Role$/],
  ['imagebuilder', /^executionRole$/],
  ['mediaconvert', /^Role$/],
  ['neptune', /^DomainIAMRoleName$/],
  ['rds', /^DomainIAMRoleName$/],
  ['resiliencehub', /^invokerRoleName$/],
  ['ssm', /^IamRole$/],
  ['ssm-quicksetup', /^LocalDeploymentExecutionRoleName$/],
]);
/** These take roles as what is administered or asked about, not to act under. */
const notPassed = new Set(['iam', 'sts', 'kms', 'accessanalyzer', 'organizations', 'sso-admin']);

/**
 * Every service that is told to act under a role asks for iam:PassRole, and there are hundreds of such members: any member whose name says
 * role and whose value is a role's ARN counts, and so does an instance profile, and a role by its name where a service takes that. A rule too
 * many is refused in the open; one too few is a hole.
 */
function handsOverRole({ service, access }: Operation, parameters: Parameters): boolean {
  if (access === 'list' || access === 'read' || notPassed.has(service)) return false;
  const isRole = { isName: (name: string) => roleMember.test(name), isText: (text: string) => roleArn.test(text) };
  const byName = roleNames.get(service);
  return (
    holds(parameters, isRole) ||
    holds(parameters, { isName: (name) => profileMember.test(name) }) ||
    (byName !== undefined && holds(parameters, { isName: (name) => byName.test(name) }))
  );
}
