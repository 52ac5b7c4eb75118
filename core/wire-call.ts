/** From the bytes of one AWS request to the calls that it may be and the request that goes upstream. */

import { keyedHashHex } from './canonical.ts';
import type { Catalog } from './catalog/catalog.ts';
import { endpointOf } from './catalog/endpoints.ts';
import type { Operation } from './catalog/operation.ts';
import type { Protocol, Service } from './catalog/service.ts';
import type { Shape } from './catalog/shape.ts';
import { GatewayError } from './errors.ts';
import type { DecodedCall, Wire } from './front.ts';
import type { HttpRequest } from './http.ts';
import { refuseMaskedWriteBack } from './masking/write-back.ts';
import type { Call, Connection, Parameters } from './model.ts';
import type { UpstreamRequest } from './ports.ts';
import { actionsOf } from './protocols/aws/actions.ts';
import { partitionOf } from './protocols/aws/arn.ts';
import { decodeParameters, modelledHeaders } from './protocols/aws/decode.ts';
import { withExpectedOwner } from './protocols/aws/expected-owner.ts';
import { forwardHeaders, forwardQuery } from './protocols/aws/forward-headers.ts';
import { identify } from './protocols/aws/identify.ts';
import { refuseAmbiguous } from './protocols/aws/refuse-ambiguous.ts';
import { resourcesOf } from './protocols/aws/resources.ts';

export type WireCallOptions = {
  readonly catalog: Catalog;
  /** Purpose key `recorded-hash`: a body that is not kept is named by its keyed hash. */
  readonly hashKey: Uint8Array;
};

/** What the client signed for: its service by signing name, and its region. */
export type Scope = { readonly signingName: string; readonly region: string };

/** Errors: `unsupported-call`, `malformed-request`, `masked-value-write-back`, `denied` for a region that the connection does not cover. */
export function decodeWireCall(
  received: HttpRequest,
  scope: Scope,
  { connection, options }: { readonly connection: Connection; readonly options: WireCallOptions },
): DecodedCall {
  refuseAmbiguous(received, scope.signingName);
  refuseForeignRegion(scope.region, connection);
  const { protocol, candidates, request } = identify(received, scope.signingName, options.catalog);
  const [first, ...others] = candidates.map((operation) =>
    decodeOne(request, { protocol, operation, scope, connection, options }),
  );
  if (first === undefined) throw new GatewayError('unsupported-call', 'No operation was recognised in the request.');
  refuseAmbiguousWrite([first, ...others].map((leg) => leg.call));
  return {
    calls: [first.call, ...others.map((leg) => leg.call)],
    wire: first.wire,
    upstream: upstreamRequest(request, first.wire, { scope, connection, catalog: options.catalog }),
  };
}

type Reading = {
  readonly protocol: Protocol;
  readonly operation: Operation;
  readonly scope: Scope;
  readonly connection: Connection;
  readonly options: WireCallOptions;
};

function decodeOne(request: HttpRequest, reading: Reading): { readonly call: Call; readonly wire: Wire } {
  const { protocol, operation, scope, connection, options } = reading;
  const service = serviceOf(options.catalog, operation);
  const input = options.catalog.shape(operation, 'input');
  const errorShape = (code: string) => options.catalog.errorShape(service.id, code);
  const wire: Wire = { service, operation, protocol, input, output: options.catalog.shape(operation, 'output'), errorShape };
  const decoded = decodeParameters(request, { protocol, operation, service, input });
  const parameters = withBodyHash(decoded, input, keyedHashHex(options.hashKey, request.body));
  refuseMaskedWriteBack(parameters);
  const region = endpointOf(options.catalog, service.id, scope.region)?.signingRegion ?? scope.region;
  const place = { region, account: connection.account, partition: partitionOf(region) };
  return {
    wire,
    call: {
      service: service.id,
      operation: operation.name,
      region,
      account: connection.account,
      access: operation.access,
      actions: actionsOf(operation, parameters),
      ...resourcesOf({ service: service.id, operation: operation.name, parameters, ...place }),
      parameters,
    },
  };
}

function serviceOf(catalog: Catalog, operation: Operation): Service {
  const service = catalog.services.get(operation.service);
  if (service === undefined) throw new TypeError(`catalog: no service ${operation.service}`);
  return service;
}

/** A body that is one blob or stream is recorded by its keyed hash and length only. */
function withBodyHash(parameters: Parameters, input: Shape | undefined, keyedHash: string): Parameters {
  if (input?.kind !== 'structure' || input.payload === undefined) return parameters;
  const payload = input.members.get(input.payload)?.shape;
  const decoded = parameters[input.payload];
  if (payload?.kind !== 'blob' || decoded === null || typeof decoded !== 'object' || Array.isArray(decoded)) return parameters;
  return { ...parameters, [input.payload]: { ...decoded, keyedHash } };
}

function refuseForeignRegion(region: string, connection: Connection): void {
  if (connection.regions.includes(region)) return;
  throw new GatewayError(
    'denied',
    `Connection "${connection.name}" covers ${connection.regions.join(', ')}; the request is signed for another region. Set AWS_REGION to one of these.`,
  );
}

function refuseAmbiguousWrite(calls: readonly Call[]): void {
  if (calls.length < 2 || calls.every((call) => call.access === 'read' || call.access === 'list')) return;
  const names = calls.map((call) => `${call.service}:${call.operation}`).join(', ');
  throw new GatewayError(
    'unsupported-call',
    `The request may be any of ${names}, and not all of them read. It is refused, not guessed.`,
  );
}

type Sending = { readonly scope: Scope; readonly connection: Connection; readonly catalog: Catalog };

function upstreamRequest(request: HttpRequest, wire: Wire, { scope, connection, catalog }: Sending): UpstreamRequest {
  const endpoint = endpointOf(catalog, wire.service.id, scope.region);
  if (endpoint === undefined) {
    throw new GatewayError(
      'unsupported-call',
      `${wire.service.id} has no endpoint in the region that the request is signed for.`,
    );
  }
  const modelled = modelledHeaders(wire.input);
  return {
    connection,
    host: endpoint.host,
    service: wire.service.id,
    signingName: endpoint.signingName,
    signingRegion: endpoint.signingRegion,
    method: request.method,
    path: connection.endpoint === undefined ? `${endpoint.basePath}${request.path}` : request.path,
    query: forwardQuery(request.query),
    headers: withExpectedOwner(forwardHeaders(request.headers, { modelled }), { modelled, account: connection.account }),
    body: request.body,
  };
}
