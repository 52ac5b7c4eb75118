/** Stored services → services whose operations are read on first use. */

import type { Operation } from './operation.ts';
import type { Service } from './service.ts';
import type { StoredService, StoredServices } from './stored.ts';

type Operations = ReadonlyMap<string, Operation>;

export function readServices(
  stored: StoredServices,
  operationsOf: (service: Service) => Operations,
): ReadonlyMap<string, Service> {
  const entries = Object.entries(stored.services);
  return new Map(entries.map(([id, service]) => [id, readService(id, service, operationsOf)]));
}

function readService(id: string, stored: StoredService, operationsOf: (service: Service) => Operations): Service {
  const { queryCompatible = false, withoutEndpoint = false, endpoints = {}, ...same } = stored;
  let operations: Operations | undefined;
  return {
    ...same,
    id,
    isQueryCompatible: queryCompatible,
    hasEndpoint: !withoutEndpoint,
    endpoints: new Map(Object.entries(endpoints)),
    get operations() {
      operations ??= operationsOf(this);
      return operations;
    },
  };
}
