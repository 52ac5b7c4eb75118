/** The state machine's own role: its functions, and the log and traces of Step Functions. */

import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { accept } from './accept.ts';
import { invoke } from './statements.ts';

/** Not the path that spokes trust: the machine enters no account. */
const machineRolePath = '/countersign-machine/';

export function machineArn(name: string): string {
  return `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:stateMachine:${name}`;
}

export function machineRole(
  scope: Construct,
  functionArns: readonly string[],
): { readonly role: iam.Role; readonly policy: iam.Policy } {
  const role = new iam.Role(scope, 'MachineRole', {
    path: machineRolePath,
    description: 'Countersign: the state machine of approvals',
    assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    }),
  });
  const policy = new iam.Policy(scope, 'MachinePolicy', {
    roles: [role],
    statements: [invoke(functionArns), deliverLog(), putTraces()],
  });
  accept(policy, 'IAM5[Resource::*]', 'The deliveries of logs and the segments of traces know no resources.');
  return { role, policy };
}

function deliverLog(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'DeliverLog',
    actions: [
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
    ],
    resources: ['*'],
  });
}

function putTraces(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'PutTraces',
    actions: ['xray:GetSamplingRules', 'xray:GetSamplingTargets', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    resources: ['*'],
  });
}
