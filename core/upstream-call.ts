/** What goes upstream: our encoding of the canonical call, to a host out of our own table. */

import type { Catalog } from './catalog/catalog.ts';
import { endpointOf } from './catalog/endpoints.ts';
import { GatewayError } from './errors.ts';
import type { Wire } from './front.ts';
import type { Header } from './http.ts';
import type { Connection, Parameters } from './model.ts';
import type { UpstreamRequest, UpstreamSource } from './ports.ts';
import { modelledHeaders } from './protocols/aws/codec/decode.ts';
import { type EncodeAs, encodeParameters } from './protocols/aws/codec/encode.ts';
import { copySourceOf } from './protocols/aws/forwarding/copy-source.ts';
import { withExpectedOwner } from './protocols/aws/forwarding/expected-owner.ts';
import { prefixedHost } from './protocols/aws/forwarding/host-prefix.ts';

type Sending = {
  readonly wire: Wire;
  readonly connection: Connection;
  readonly catalog: Catalog;
  /** The region that the client named. */
  readonly region: string;
  /** What a client's own request adds to the parameters: bytes that pass, a raw path, headers of transport. */
  readonly client?: Pick<EncodeAs, 'payload' | 'path' | 'checksums'> & { readonly headers?: readonly Header[] };
};

/** Errors: `unsupported-call`, `malformed-request`, `denied` for a host of another account. */
export function upstreamCall(
  parameters: Parameters,
  { wire, connection, catalog, region, client = {} }: Sending,
): UpstreamRequest {
  const endpoint = endpointOf(catalog, wire.service.id, region);
  if (endpoint === undefined) throw noEndpoint(wire);
  const { headers: carried = [], ...ofClient } = client;
  const encoded = encodeParameters(parameters, { ...wire, ...ofClient });
  const { account } = connection;
  const headers = withExpectedOwner(added(encoded.headers, carried), { modelled: modelledHeaders(wire.input), account });
  const host = prefixedHost(endpoint.host, wire.operation, { parameters, account });
  const source = upstreamSource(parameters, { wire, connection, catalog, region });
  return {
    connection,
    host,
    service: wire.service.id,
    signingName: endpoint.signingName,
    signingRegion: endpoint.signingRegion,
    method: encoded.method,
    path: connection.endpoint === undefined ? `${endpoint.basePath}${encoded.path}` : encoded.path,
    query: encoded.query,
    headers: [...headers, ['accept-encoding', 'identity']],
    body: encoded.body,
    ...(source === undefined ? {} : { source }),
  };
}

/** A copy's source is part of the call: its Region is one that the connection covers, like the call's own. */
function upstreamSource(parameters: Parameters, { wire, connection, catalog, region }: Sending): UpstreamSource | undefined {
  const source = copySourceOf(wire.operation, parameters, region);
  if (source === undefined) return undefined;
  if (!connection.regions.includes(source.region)) {
    throw new GatewayError(
      'denied',
      `Connection "${connection.name}" covers ${connection.regions.join(', ')}; what is to be copied is in another region.`,
    );
  }
  const endpoint = endpointOf(catalog, wire.service.id, source.region);
  if (endpoint === undefined) throw noEndpoint(wire);
  const { host, signingName, signingRegion } = endpoint;
  return { parameter: source.parameter, host, signingName, signingRegion, destination: region };
}

function noEndpoint({ service }: Wire): GatewayError {
  return new GatewayError('unsupported-call', `${service.id} has no endpoint in the region that the call names.`);
}

/** What the encoder wrote stands. */
function added(written: readonly Header[], carried: readonly Header[]): readonly Header[] {
  const names = new Set(written.map(([name]) => name.toLowerCase()));
  return [...written, ...carried.filter(([name]) => !names.has(name.toLowerCase()))];
}
