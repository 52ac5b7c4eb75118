/** Which AWS operation a request calls, and in which protocol it speaks: told from the request and its signing name, never guessed. */

import type { Catalog } from '../../../catalog/catalog.ts';
import type { Operation } from '../../../catalog/operation.ts';
import type { Protocol, Service } from '../../../catalog/service.ts';
import { GatewayError } from '../../../errors.ts';
import type { HttpRequest } from '../../../http.ts';
import { shownText } from '../shown-text.ts';
import { type Marker, readMarker } from './protocol-marker.ts';
import { matchRest } from './rest-match.ts';
import { splitServicePrefix } from './service-prefix.ts';
import { settleTies } from './settle-ties.ts';

export type Identified = {
  /** The request's own protocol: it decides how everything is parsed, masked and refused. */
  readonly protocol: Protocol;
  /** More than one where the request does not tell them apart: policy is asked about each, and the strictest answer holds. */
  readonly candidates: readonly [Operation, ...Operation[]];
  /** The request without the service's path prefix: what is decoded and forwarded. */
  readonly request: HttpRequest;
};

/**
 * Errors: `unsupported-call` for a service or operation that the catalog does not have, `malformed-request` for a request with two readings.
 *
 * @example identify(request, 'ec2', catalog).candidates[0].name // 'RunInstances'
 */
export function identify(received: HttpRequest, signingName: string, catalog: Catalog): Identified {
  const { service, request } = splitServicePrefix(received);
  const signed = catalog.servicesSignedAs(signingName);
  const services = service === undefined ? signed : signed.filter(({ id }) => id === service);
  if (services.length === 0) throw unknownService(signingName, service);
  const marker = readMarker(request, services);
  const found =
    marker === undefined ? byPath(request, services, signingName) : byName(marker, services, { catalog, signingName });
  const [first, ...others] = settleTies(found.operations, catalog);
  if (first === undefined) throw unknownOperation(request, signingName, marker);
  return { protocol: found.protocol, candidates: [first, ...others], request };
}

type Found = { readonly protocol: Protocol; readonly operations: readonly Operation[] };

function byPath(request: HttpRequest, services: readonly Service[], signingName: string): Found {
  const operations = matchRest(request, services, signingName);
  const owners = new Set(operations.map((operation) => operation.service));
  const protocols = services.filter(({ id }) => owners.has(id)).flatMap(restProtocol);
  const [protocol, ...others] = new Set(protocols);
  if (others.length > 0) throw severalProtocols(signingName);
  return { protocol: protocol ?? 'rest-json', operations };
}

type Place = { readonly catalog: Catalog; readonly signingName: string };

function byName(marker: Marker, services: readonly Service[], place: Place): Found {
  const owners = services.filter((service) => isMeant(marker, service));
  if (owners.length === 0) throw foreignMarker(marker, place);
  const operations = owners.flatMap(({ operations: all }) => all.get(marker.operation) ?? []);
  const isEc2 = marker.protocol === 'query' && owners.some(({ protocols }) => protocols.includes('ec2'));
  return { protocol: isEc2 ? 'ec2' : marker.protocol, operations };
}

function isMeant(marker: Marker, service: Service): boolean {
  switch (marker.protocol) {
    case 'json':
      return isNamed(service, marker.prefix) && service.protocols.includes('json');
    case 'cbor':
      return isNamed(service, marker.prefix) && service.protocols.includes('cbor');
    case 'query':
      return service.apiVersion === marker.version && restProtocol(service).length === 0;
  }
}

/** Botocore sends a prefix such as `com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101` whole, other SDKs its last part. */
function isNamed({ targetPrefix = '' }: Service, prefix: string): boolean {
  return targetPrefix === prefix || targetPrefix.split('.').at(-1) === prefix;
}

function restProtocol({ protocols }: Service): readonly Protocol[] {
  return protocols.filter((protocol) => protocol === 'rest-json' || protocol === 'rest-xml');
}

function unknownService(signingName: string, service: string | undefined): GatewayError {
  const named = service === undefined ? '' : ` named by the path prefix "/_svc/${shownText(service)}"`;
  return new GatewayError(
    'unsupported-call',
    `No AWS service${named} in the gateway's catalog is signed as "${shownText(signingName)}". Check the client's service and endpoint, or refresh the catalog.`,
  );
}

function unknownOperation(request: HttpRequest, signingName: string, marker: Marker | undefined): GatewayError {
  const what =
    marker === undefined
      ? `${shownText(request.method)} ${shownText(request.path)}`
      : `the operation "${shownText(marker.operation)}"`;
  return new GatewayError(
    'unsupported-call',
    `No operation of the services signed as "${shownText(signingName)}" fits ${what}. It is not in the gateway's catalog, so it was refused and nothing was done.`,
  );
}

function severalProtocols(signingName: string): GatewayError {
  return new GatewayError(
    'unsupported-call',
    `The request fits operations of several protocols signed as "${shownText(signingName)}". Name the service with the endpoint's path prefix "/_svc/<service>".`,
  );
}

function foreignMarker(marker: Marker, { catalog, signingName }: Place): GatewayError {
  const signedAs = `the services signed as "${shownText(signingName)}"`;
  if (marker.protocol === 'query') {
    return new GatewayError(
      'unsupported-call',
      `${shownText(marker.operation)} asks for the API version "${shownText(marker.version)}", which is not the catalog's for ${signedAs}.`,
    );
  }
  const isElsewhere = [...catalog.services.values()].some((service) => isNamed(service, marker.prefix));
  const problem = isElsewhere ? 'belongs to a service that is not one of' : 'is no target of';
  return new GatewayError(
    isElsewhere ? 'malformed-request' : 'unsupported-call',
    `The target "${shownText(marker.prefix)}" ${problem} ${signedAs}. A request is signed for the service that it calls.`,
  );
}
