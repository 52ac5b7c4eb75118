/** What the catalog and the rules on parameters say of an operation, for calls that nobody decoded: policy tests and explanations. */

import type { Catalog } from './catalog/catalog.ts';
import type { FindOperation } from './policy/run-policy-case.ts';
import { actionsOf } from './protocols/aws/actions/actions.ts';

export function operationFinder(catalog: Pick<Catalog, 'operation'>): FindOperation {
  return (service, name, parameters) => {
    const operation = catalog.operation(service, name);
    return operation === undefined ? undefined : { access: operation.access, actions: actionsOf(operation, parameters) };
  };
}
