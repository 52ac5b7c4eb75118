/** A call by its names, as JSON and MCP clients ask for it → the canonical Call and the request that goes upstream. */

import { randomUUID } from 'node:crypto';
import { canonicalJson, keyedHashHex } from './canonical.ts';
import { canonicalCall, refuseForeignRegion, wireOf, withBodyHash } from './canonical-call.ts';
import type { Catalog } from './catalog/catalog.ts';
import type { Operation } from './catalog/operation.ts';
import type { Protocol, Service } from './catalog/service.ts';
import { GatewayError } from './errors.ts';
import type { OwnTokens } from './flow-tokens.ts';
import type { AwsCall, Wire } from './front.ts';
import type { Header, HttpRequest } from './http.ts';
import { refuseMaskedWriteBack } from './masking/write-back.ts';
import type { Connection, Parameters } from './model.ts';
import { checkParameters } from './protocols/aws/codec/check-parameters.ts';
import { isChecksumMember } from './protocols/aws/codec/checksums.ts';
import { decodeParameters } from './protocols/aws/codec/decode.ts';
import { encodeParameters } from './protocols/aws/codec/encode.ts';
import { withoutSourceUrl } from './protocols/aws/forwarding/copy-source.ts';
import { identify } from './protocols/aws/identify/identify.ts';
import { refuseAmbiguous } from './protocols/aws/identify/refuse-ambiguous.ts';
import { didYouMean } from './protocols/aws/nearest.ts';
import { shownText } from './protocols/aws/shown-text.ts';
import { refuseChosenHeaders } from './refuse-chosen-headers.ts';
import { upstreamCall } from './upstream-call.ts';

export type NamedCall = {
  readonly service: string;
  readonly operation: string;
  /** The connection's first region when absent. */
  readonly region?: string;
  readonly parameters: Parameters;
};

export type NamedCallOptions = {
  readonly catalog: Catalog;
  readonly connection: Connection;
  /** Purpose key `recorded-hash`. */
  readonly hashKey: Uint8Array;
  readonly ownTokens: OwnTokens;
};

/**
 * Errors: `malformed-request` with the path of the wrong parameter, `unsupported-call` for a name that the catalog does not have and for
 * what AWS would read otherwise than it was given, `masked-value-write-back`, `denied` for a region that the connection does not cover.
 */
export function decodeNamedCall(asked: NamedCall, { catalog, connection, hashKey, ownTokens }: NamedCallOptions): AwsCall {
  const wire = namedWire(catalog, asked);
  const region = asked.region ?? connection.regions[0] ?? '';
  refuseForeignRegion(region, connection);
  refuseMaskedWriteBack(asked.parameters);
  refuseChosenHeaders(asked.parameters, wire);
  const { parameters: checked, payload } = checkParameters(asked.parameters, { ...wire, newToken: randomUUID });
  const client = payload === undefined ? {} : { payload };
  refuseUnfaithful(encodeParameters(checked, { ...wire, ...client }), checked, { wire, catalog });
  const settled = withoutSourceUrl(wire.operation, checked, region);
  const parameters = payload === undefined ? settled : withBodyHash(settled, wire.input, keyedHashHex(hashKey, payload));
  const asRead = canonicalCall({ catalog, operation: wire.operation, region, parameters, connection });
  const call = { ...asRead, parameters: ownTokens(asRead, wire) };
  const sent = { ...client, headers: queryMode(wire) };
  return { calls: [call], wire, upstream: upstreamCall(call.parameters, { wire, connection, catalog, region, client: sent }) };
}

/** How a call of that name is written. Errors: `unsupported-call`, with what a misspelt name may have been. */
export function namedWire(catalog: Catalog, { service: id, operation: name }: Pick<NamedCall, 'service' | 'operation'>): Wire {
  const service = catalog.services.get(id);
  if (service === undefined) {
    throw new GatewayError(
      'unsupported-call',
      `The catalog has no service "${shownText(id)}".${didYouMean(id, catalog.services.keys())} Names are as the aws CLI's.`,
    );
  }
  const operation = service.operations.get(name);
  if (operation === undefined) {
    throw new GatewayError(
      'unsupported-call',
      `${service.id} has no operation "${shownText(name)}".${didYouMean(name, service.operations.keys())} Names are as in AWS's API reference.`,
    );
  }
  refuseUnsigned(operation);
  return wireOf(catalog, operation, namedProtocol(service));
}

function refuseUnsigned(operation: Operation): void {
  const what = `${operation.service}:${operation.name}`;
  if (operation.auth !== 'sigv4') {
    throw new GatewayError('unsupported-call', `${what} is not signed with SigV4, so it cannot be made through a role.`);
  }
  if (operation.hasEventStream) {
    throw new GatewayError('unsupported-call', `${what} speaks in an event stream, which the gateway does not handle.`);
  }
}

/** A service that also answers the query protocol says with it what its errors are called there: a client of that one may wait for the answer. */
function queryMode({ service }: Wire): readonly Header[] {
  return service.isQueryCompatible ? [['x-amzn-query-mode', 'true']] : [];
}

/** In which protocol the gateway writes a call by itself. Text before bytes: what JSON and XML say, people can read in the record. */
export function namedProtocol({ id, protocols }: Service): Protocol {
  const protocol = protocols.find((each) => each !== 'cbor') ?? protocols[0];
  if (protocol === undefined) throw new TypeError(`catalog: ${id} speaks no protocol`);
  return protocol;
}

type Written = { readonly wire: Wire; readonly catalog: Catalog };

/** What is sent must read as what is decided, by the same eyes that read the AWS wire. Errors: `malformed-request`, `unsupported-call`. */
function refuseUnfaithful(encoded: HttpRequest, given: Parameters, { wire, catalog }: Written): void {
  const { service, operation } = wire;
  refuseAmbiguous(encoded, service.signingName);
  const { candidates } = identify({ ...encoded, path: `/_svc/${service.id}${encoded.path}` }, service.signingName, catalog);
  const names = candidates.map(({ name }) => name);
  if (!names.includes(operation.name)) {
    throw new GatewayError(
      'unsupported-call',
      `AWS would read ${service.id}:${operation.name} as ${names.join(' or ')}. Call that by its name.`,
    );
  }
  const read = decodeParameters(encoded, wire);
  if (canonicalJson(withoutChecksums(read, wire)) === canonicalJson(withoutChecksums(given, wire))) return;
  throw new GatewayError(
    'unsupported-call',
    `${service.id}:${operation.name} cannot be written so that AWS reads exactly these parameters, so it was not sent.`,
  );
}

/** They are written anew over the body that is sent. */
function withoutChecksums(parameters: Parameters, { input, operation }: Wire): Parameters {
  if (input?.kind !== 'structure') return parameters;
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => {
      const member = input.members.get(name);
      return member === undefined || !isChecksumMember(name, member, operation);
    }),
  );
}
