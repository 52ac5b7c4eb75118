/** Operations that a request does not tell apart, less those that AWS does not tell apart either. */

import type { Catalog } from '../../../catalog/catalog.ts';
import type { Operation } from '../../../catalog/operation.ts';

/**
 * Two models of one API are one operation when their actions and access are the same: of twins in one service the one that is not deprecated
 * stays (S3's `PutBucketLifecycle`), and of query services at one endpoint with one API version the one that owns the signing name stays (rds,
 * of whose API docdb and neptune model a part). Every other tie stays.
 */
export function settleTies(operations: readonly Operation[], catalog: Catalog): readonly Operation[] {
  if (operations.length < 2) return operations;
  return operations.filter((one) => !operations.some((other) => other !== one && stands(other, one, catalog)));
}

/** Whether `other` stands for `one`. */
function stands(other: Operation, one: Operation, catalog: Catalog): boolean {
  if (other.access !== one.access || other.actions.join() !== one.actions.join()) return false;
  if (other.service === one.service) return one.isDeprecated && !other.isDeprecated;
  const owner = catalog.services.get(other.service);
  const part = catalog.services.get(one.service);
  return (
    other.name === one.name &&
    other.http === undefined &&
    owner !== undefined &&
    owner.id === owner.signingName &&
    owner.endpointPrefix === part?.endpointPrefix &&
    owner.apiVersion === part.apiVersion
  );
}
