/** The hub's roles as spokes know them: those that may enter other accounts have a path and names of their own. */

import { Aws } from 'aws-cdk-lib';

/** The roles of the hub's functions. */
export const hubRolePath = '/countersign-hub/';

/** The roles of the functions that make calls: spokes trust these, by their exact names (threats 27). */
export const callerPath = `${hubRolePath}callers/`;

/** The functions that may assume the roles of spokes. */
export const callers = ['Wire', 'Calls', 'Mcp', 'Execute'] as const;

export type Caller = (typeof callers)[number];

/** Known before the role exists, so that a role made anew is the one that spokes trust. */
export function callerRoleName(stackName: string, caller: Caller): string {
  return `${stackName}-${caller}`;
}

/** The role of a caller of any account, for policies of spokes. */
export function callerRoleArn(accountId: string, stackName: string, caller: Caller): string {
  return `arn:${Aws.PARTITION}:iam::${accountId}:role${callerPath}${callerRoleName(stackName, caller)}`;
}
