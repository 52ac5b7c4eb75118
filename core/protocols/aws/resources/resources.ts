/** Which AWS resources a call touches: ARNs from its parameters, checked by hand for the services listed here. */

import type { OperationResource } from '../../../catalog/operation.ts';
import type { Access, Resource } from '../../../model.ts';
import { agentcore, agentcoreControl } from './agentcore-resources.ts';
import { bedrock, bedrockAgent, bedrockAgentRuntime, bedrockRuntime } from './bedrock-resources.ts';
import { cloudformation } from './cloudformation-resources.ts';
import { dynamodb } from './dynamodb-resources.ts';
import { ec2 } from './ec2-resources.ts';
import { ecr } from './ecr-resources.ts';
import { ecs } from './ecs-resources.ts';
import { events } from './events-resources.ts';
import { foreignResources } from './foreign-resources.ts';
import { genericResources } from './generic-resources.ts';
import { iam } from './iam-resources.ts';
import { kms } from './kms-resources.ts';
import { lambda } from './lambda-resources.ts';
import { logs } from './logs-resources.ts';
import { rds } from './rds-resources.ts';
import { s3 } from './s3-resources.ts';
import { s3control } from './s3control-resources.ts';
import { sagemaker, sagemakerRuntime } from './sagemaker-resources.ts';
import { secretsmanager } from './secretsmanager-resources.ts';
import { sns } from './sns-resources.ts';
import { sqs } from './sqs-resources.ts';
import { ssm } from './ssm-resources.ts';
import { stepfunctions } from './states-resources.ts';
import { sts } from './sts-resources.ts';
import { type Found, type ResourceCall, unknowable } from './touched.ts';

/** Catalog id → the service's own reading of its parameters; `undefined` for an operation that nobody checked. */
const services: ReadonlyMap<string, (call: ResourceCall) => Found | undefined> = new Map([
  ['bedrock', bedrock],
  ['bedrock-agent', bedrockAgent],
  ['bedrock-agent-runtime', bedrockAgentRuntime],
  ['bedrock-agentcore', agentcore],
  ['bedrock-agentcore-control', agentcoreControl],
  ['bedrock-runtime', bedrockRuntime],
  ['cloudformation', cloudformation],
  ['dynamodb', dynamodb],
  ['ec2', ec2],
  ['ecr', ecr],
  ['ecs', ecs],
  ['events', events],
  ['iam', iam],
  ['kms', kms],
  ['lambda', lambda],
  ['logs', logs],
  ['rds', rds],
  ['s3', s3],
  ['s3control', s3control],
  ['sagemaker', sagemaker],
  ['sagemaker-runtime', sagemakerRuntime],
  ['secretsmanager', secretsmanager],
  ['sns', sns],
  ['sqs', sqs],
  ['ssm', ssm],
  ['stepfunctions', stepfunctions],
  ['sts', sts],
]);

/** What the catalog says of an operation of a service that nobody checked. */
type Generic = { readonly access?: Access; readonly resource?: OperationResource | undefined };

/** The services whose operations were checked by hand against AWS's service authorization reference. */
export const checkedServices: ReadonlySet<string> = new Set(services.keys());

/**
 * `resources: []` with `resourcesKnown: true` is a call on the account as a whole (every list, `GetCallerIdentity`): policy then decides on
 * the resource of type `account`, `arn:aws:ec2:eu-west-1:123456789012:*`. What is still to be created ends in `/*` where AWS chooses its
 * name. `resourcesKnown: false` says that the list is a floor: a foreign account, an alias, a wildcard, an operation that nobody checked.
 */
export function resourcesOf(call: ResourceCall & Generic): {
  readonly resources: readonly Resource[];
  readonly resourcesKnown: boolean;
} {
  const checked = services.get(call.service);
  const { access = 'permissions', resource } = call;
  const found = checked === undefined ? genericResources(call, { access, resource }) : (checked(call) ?? unknowable);
  const foreign = foreignResources(call);
  const others = foreign.filter(
    ({ service, account }) => !found.resources.some((own) => own.service === service && own.account === account),
  );
  const byArn = new Map([...found.resources, ...others].map((resource) => [resource.arn, resource]));
  return { resources: [...byArn.values()], resourcesKnown: found.isWhole && foreign.length === 0 };
}
