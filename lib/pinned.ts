/** Gives a stateful resource a logical id that no refactoring of the tree changes: another id would replace it, and lose its data. */

import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export function pinned(construct: IConstruct, logicalId: string): CfnResource {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) throw new TypeError(`${construct.node.path} has no resource of its own`);
  resource.overrideLogicalId(logicalId);
  return resource;
}
