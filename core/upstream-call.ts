/** What goes upstream: our encoding of the canonical call, to a host out of our own table. */

import type { Catalog } from './catalog/catalog.ts';
import { endpointOf } from './catalog/endpoints.ts';
import { GatewayError } from './errors.ts';
import type { Wire } from './front.ts';
import type { Header } from './http.ts';
import type { Connection, Parameters } from './model.ts';
import type { UpstreamRequest } from './ports.ts';
import { modelledHeaders } from './protocols/aws/codec/decode.ts';
import { type EncodeAs, encodeParameters } from './protocols/aws/codec/encode.ts';
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
  if (endpoint === undefined) {
    throw new GatewayError('unsupported-call', `${wire.service.id} has no endpoint in the region that the call names.`);
  }
  const { headers: carried = [], ...ofClient } = client;
  const encoded = encodeParameters(parameters, { ...wire, ...ofClient });
  const { account } = connection;
  const headers = withExpectedOwner(added(encoded.headers, carried), { modelled: modelledHeaders(wire.input), account });
  const host = prefixedHost(endpoint.host, wire.operation, { parameters, account });
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
  };
}

/** What the encoder wrote stands. */
function added(written: readonly Header[], carried: readonly Header[]): readonly Header[] {
  const names = new Set(written.map(([name]) => name.toLowerCase()));
  return [...written, ...carried.filter(([name]) => !names.has(name.toLowerCase()))];
}
