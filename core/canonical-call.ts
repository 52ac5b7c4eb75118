/** One operation with its canonical parameters → the Call that is decided, recorded and sent, whatever front it came through. */

import type { Catalog } from './catalog/catalog.ts';
import { endpointOf } from './catalog/endpoints.ts';
import type { Operation } from './catalog/operation.ts';
import type { Protocol, Service } from './catalog/service.ts';
import type { Shape } from './catalog/shape.ts';
import { GatewayError } from './errors.ts';
import type { Wire } from './front.ts';
import type { Call, Connection, Parameters } from './model.ts';
import { actionsOf } from './protocols/aws/actions/actions.ts';
import { partitionOf } from './protocols/aws/resources/arn.ts';
import { resourcesOf } from './protocols/aws/resources/resources.ts';

type Named = {
  readonly catalog: Catalog;
  readonly operation: Operation;
  /** As the client named it; the service's own signing region is what counts. */
  readonly region: string;
  readonly parameters: Parameters;
  readonly connection: Connection;
};

export function canonicalCall({ catalog, operation, region: asked, parameters, connection }: Named): Call {
  const { service, name } = operation;
  const region = endpointOf(catalog, service, asked)?.signingRegion ?? asked;
  const place = { region, account: connection.account, partition: partitionOf(region) };
  return {
    service,
    operation: name,
    region,
    account: connection.account,
    access: operation.access,
    actions: actionsOf(operation, parameters),
    ...resourcesOf({ service, operation: name, parameters, access: operation.access, resource: operation.resource, ...place }),
    parameters,
  };
}

export function wireOf(catalog: Catalog, operation: Operation, protocol: Protocol): Wire {
  const service = serviceOf(catalog, operation);
  return {
    service,
    operation,
    protocol,
    input: catalog.shape(operation, 'input'),
    output: catalog.shape(operation, 'output'),
    errorShape: (code) => catalog.errorShape(service.id, code),
  };
}

/** A body that is one blob or stream is recorded by its keyed hash and length only. */
export function withBodyHash(parameters: Parameters, input: Shape | undefined, keyedHash: string): Parameters {
  const name = blobPayload(input);
  const decoded = name === undefined ? undefined : parameters[name];
  if (name === undefined || decoded === null || typeof decoded !== 'object' || Array.isArray(decoded)) return parameters;
  return { ...parameters, [name]: { ...decoded, keyedHash } };
}

/** The member that alone is the body, and is bytes that nobody reads. */
export function blobPayload(input: Shape | undefined): string | undefined {
  if (input?.kind !== 'structure' || input.payload === undefined) return undefined;
  return input.members.get(input.payload)?.shape.kind === 'blob' ? input.payload : undefined;
}

/** Errors: `denied`. */
export function refuseForeignRegion(region: string, connection: Connection): void {
  if (connection.regions.includes(region)) return;
  throw new GatewayError(
    'denied',
    `Connection "${connection.name}" covers ${connection.regions.join(', ')}; the request is signed for another region. Set AWS_REGION to one of these.`,
  );
}

function serviceOf(catalog: Catalog, operation: Operation): Service {
  const service = catalog.services.get(operation.service);
  if (service === undefined) throw new TypeError(`catalog: no service ${operation.service}`);
  return service;
}
