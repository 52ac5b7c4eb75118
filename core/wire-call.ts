/** From the bytes of one AWS request to the calls that it may be and the request that goes upstream. */

import { keyedHashHex } from './canonical.ts';
import { blobPayload, canonicalCall, refuseForeignRegion, wireOf, withBodyHash } from './canonical-call.ts';
import type { Catalog } from './catalog/catalog.ts';
import { endpointOf } from './catalog/endpoints.ts';
import type { Operation } from './catalog/operation.ts';
import type { Protocol } from './catalog/service.ts';
import { GatewayError } from './errors.ts';
import type { OwnTokens } from './flow-tokens.ts';
import type { AwsCall, Wire } from './front.ts';
import type { HttpRequest } from './http.ts';
import { refuseMaskedWriteBack } from './masking/write-back.ts';
import type { Call, Connection } from './model.ts';
import type { UpstreamRequest } from './ports.ts';
import { decodeParameters, modelledHeaders } from './protocols/aws/codec/decode.ts';
import { withoutSourceUrl } from './protocols/aws/forwarding/copy-source.ts';
import { carriedHeaders, refuseSignedQuery, unmodelledChecksums } from './protocols/aws/forwarding/forward-headers.ts';
import { withUpstreamQueueUrl } from './protocols/aws/forwarding/own-addresses.ts';
import { identify } from './protocols/aws/identify/identify.ts';
import { refuseAmbiguous } from './protocols/aws/identify/refuse-ambiguous.ts';
import { refuseChosenHeaders } from './refuse-chosen-headers.ts';
import { upstreamCall } from './upstream-call.ts';

export type WireCallOptions = {
  readonly catalog: Catalog;
  /** Purpose key `recorded-hash`: a body that is not kept is named by its keyed hash. */
  readonly hashKey: Uint8Array;
  readonly ownTokens: OwnTokens;
};

/** What the client signed for: its service by signing name, and its region. */
export type Scope = { readonly signingName: string; readonly region: string };

/** Errors: `unsupported-call`, `malformed-request`, `masked-value-write-back`, `denied` for a region that the connection does not cover. */
export function decodeWireCall(
  received: HttpRequest,
  scope: Scope,
  { connection, options }: { readonly connection: Connection; readonly options: WireCallOptions },
): AwsCall {
  refuseAmbiguous(received, scope.signingName);
  refuseForeignRegion(scope.region, connection);
  const { protocol, candidates, request } = identify(received, scope.signingName, options.catalog);
  const [read, ...others] = candidates.map((operation) =>
    decodeOne(request, { protocol, operation, scope, connection, options }),
  );
  if (read === undefined) throw new GatewayError('unsupported-call', 'No operation was recognised in the request.');
  const first = { ...read, call: { ...read.call, parameters: options.ownTokens(read.call, read.wire) } };
  refuseAmbiguousWrite([first, ...others].map((leg) => leg.call));
  return {
    calls: [first.call, ...others.map((leg) => leg.call)],
    wire: first.wire,
    upstream: upstreamRequest(request, { first, scope, connection, catalog: options.catalog }),
    ...(hasStreamedReply(first.wire) ? { isStreamed: true } : {}),
  };
}

function hasStreamedReply({ operation }: Wire): boolean {
  return operation.hasStreamingOutput || operation.hasEventStream;
}

type Reading = {
  readonly protocol: Protocol;
  readonly operation: Operation;
  readonly scope: Scope;
  readonly connection: Connection;
  readonly options: WireCallOptions;
};

type Leg = { readonly call: Call; readonly wire: Wire };

function decodeOne(request: HttpRequest, reading: Reading): Leg {
  const { protocol, operation, scope, connection, options } = reading;
  const wire = wireOf(options.catalog, operation, protocol);
  const decoded = withUpstreamQueueUrl(decodeParameters(request, wire), request, upstreamOrigin(wire, reading));
  const asked = withoutSourceUrl(operation, decoded, scope.region);
  const parameters = withBodyHash(asked, wire.input, keyedHashHex(options.hashKey, request.body));
  refuseMaskedWriteBack(parameters);
  refuseChosenHeaders(parameters, wire);
  return {
    wire,
    call: canonicalCall({ catalog: options.catalog, operation, region: scope.region, parameters, connection }),
  };
}

/** Where AWS's own addresses of this service begin. */
function upstreamOrigin({ service }: Wire, { connection, scope, options }: Reading): string {
  return connection.endpoint ?? `https://${endpointOf(options.catalog, service.id, scope.region)?.host ?? service.id}`;
}

function refuseAmbiguousWrite(calls: readonly Call[]): void {
  if (calls.length < 2 || calls.every((call) => call.access === 'read' || call.access === 'list')) return;
  const names = calls.map((call) => `${call.service}:${call.operation}`).join(', ');
  throw new GatewayError(
    'unsupported-call',
    `The request may be any of ${names}, and not all of them read. It is refused, not guessed. Name the service with the endpoint's path prefix "/_svc/<service>", as the profile of countersign setup does.`,
  );
}

type Sending = { readonly first: Leg; readonly scope: Scope; readonly connection: Connection; readonly catalog: Catalog };

/** The client's own bytes are only the path of a REST request, and a payload that nobody reads (threats 8). */
function upstreamRequest(request: HttpRequest, { first, scope, connection, catalog }: Sending): UpstreamRequest {
  const { wire, call } = first;
  const modelled = modelledHeaders(wire.input);
  const isPayloadPassed = isPassed(wire);
  refuseSignedQuery(request.query);
  const client = {
    path: request.path,
    checksums: unmodelledChecksums(request.headers, modelled),
    headers: carriedHeaders(request.headers, { modelled, isPayloadPassed }),
    ...(blobPayload(wire.input) === undefined ? {} : { payload: request.body }),
  };
  return upstreamCall(call.parameters, { wire, connection, catalog, region: scope.region, client });
}

/** A payload that is one blob, stream or text: its bytes are the parameter. */
function isPassed({ input }: Wire): boolean {
  if (input?.kind !== 'structure' || input.payload === undefined) return false;
  const kind = input.members.get(input.payload)?.shape.kind;
  return kind === 'blob' || kind === 'string';
}
