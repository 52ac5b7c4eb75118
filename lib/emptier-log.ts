/**
 * The function by which CDK empties the buckets of a dev stage before they go: it logs to a group of the stack's own and may make
 * none, so that nothing of it is left behind.
 */

import { CfnResource, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { writeLog } from './constructs/gateway-function.ts';

/** Nothing is done where no bucket is emptied. */
export function boundEmptierLog(scope: Construct, removalPolicy: RemovalPolicy): void {
  const emptier = Stack.of(scope).node.tryFindChild('Custom::S3AutoDeleteObjectsCustomResourceProvider');
  const [handler, role] = ['Handler', 'Role'].map((name) => emptier?.node.tryFindChild(name));
  if (!CfnResource.isCfnResource(handler) || !CfnResource.isCfnResource(role)) return;
  const logGroup = new logs.LogGroup(scope, 'EmptierLog', { retention: logs.RetentionDays.ONE_WEEK, removalPolicy });
  const PolicyDocument = { Version: '2012-10-17', Statement: [writeLog(logGroup).toStatementJson()] };
  handler.addPropertyOverride('LoggingConfig', { LogGroup: logGroup.logGroupName });
  role.addPropertyDeletionOverride('ManagedPolicyArns');
  role.addPropertyOverride('Policies', [{ PolicyName: 'log', PolicyDocument }]);
}
