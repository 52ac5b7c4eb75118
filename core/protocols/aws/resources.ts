/** Which AWS resources a call touches: ARNs from its parameters, checked by hand for the services listed here. */

import type { Resource } from '../../model.ts';
import { dynamodb } from './dynamodb-resources.ts';
import { ec2 } from './ec2-resources.ts';
import { iam } from './iam-resources.ts';
import { kms } from './kms-resources.ts';
import { lambda } from './lambda-resources.ts';
import { s3 } from './s3-resources.ts';
import { secretsmanager } from './secretsmanager-resources.ts';
import { ssm } from './ssm-resources.ts';
import { sts } from './sts-resources.ts';
import type { Found, ResourceCall } from './touched.ts';

/** Catalog id → the service's own reading of its parameters; `undefined` for an operation that nobody checked. */
const services: ReadonlyMap<string, (call: ResourceCall) => Found | undefined> = new Map([
  ['dynamodb', dynamodb],
  ['ec2', ec2],
  ['iam', iam],
  ['kms', kms],
  ['lambda', lambda],
  ['s3', s3],
  ['secretsmanager', secretsmanager],
  ['ssm', ssm],
  ['sts', sts],
]);

/**
 * `resources: []` with `resourcesKnown: true` is a call on the account as a whole (every list, `GetCallerIdentity`): policy then decides on
 * the resource of type `account`, `arn:aws:ec2:eu-west-1:123456789012:*`. What is still to be created ends in `/*` where AWS chooses its
 * name. `resourcesKnown: false` says that the list is a floor: a foreign account, an alias, a wildcard, an operation that nobody checked.
 */
export function resourcesOf(call: ResourceCall): { readonly resources: readonly Resource[]; readonly resourcesKnown: boolean } {
  const found = services.get(call.service)?.(call) ?? { resources: [], isWhole: false };
  const byArn = new Map(found.resources.map((resource) => [resource.arn, resource]));
  return { resources: [...byArn.values()], resourcesKnown: found.isWhole };
}
