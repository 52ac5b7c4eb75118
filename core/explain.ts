/** Explains what would be decided of a call, and why: nothing is signed, sent or recorded as a call. */

import { canonicalCall } from './canonical-call.ts';
import type { Catalog } from './catalog/catalog.ts';
import { chooseConnection, chooseRole } from './connections/open-roles.ts';
import { type DecidingPorts, decideStrictly } from './decide-strictly.ts';
import type { HttpRequest } from './http.ts';
import type { Masker } from './masking/masker.ts';
import type { Call, Connection, Decision, Masked, Parameters } from './model.ts';
import { namedWire } from './named-call.ts';
import { type ApiCaller, requireProduct } from './product-api.ts';
import { checkParameters } from './protocols/aws/codec/check-parameters.ts';
import { readScope } from './protocols/aws/signature/authorization.ts';
import { currentKey, type Keyring } from './sealed.ts';
import { decodeWireCall } from './wire-call.ts';

export type ExplainAsked =
  | {
      readonly connection: string;
      readonly role?: string;
      readonly service: string;
      readonly operation: string;
      readonly region?: string;
      readonly parameters: Parameters;
    }
  | { readonly connection: string; readonly role?: string; readonly http: HttpRequest };

export type ExplainPorts = DecidingPorts & {
  readonly catalog: Catalog;
  readonly keyring: Keyring;
  /** With the operator's own rules: an explanation shows no more than a recording does. */
  readonly masker: Masker;
  readonly connections: readonly Connection[];
};

export type ExplainedCall = Omit<Call, 'parameters'> & { readonly parameters: Masked<Parameters> };

export type Explanation = {
  readonly call: ExplainedCall;
  /** All operations that the request may be, where AWS's models leave it open. */
  readonly candidates?: readonly string[];
  readonly role: string;
  readonly decision: Decision;
};

/** Errors: `unknown-connection`, `denied`, `malformed-request`, `unsupported-call`. */
export async function explain(caller: ApiCaller, asked: ExplainAsked, ports: ExplainPorts): Promise<Explanation> {
  const connection = chooseConnection(ports.connections, asked.connection, caller.principal);
  const role = chooseRole(connection, caller.principal, asked.role);
  const resource = { kind: 'connection', id: connection.name } as const;
  requireProduct(caller, { action: 'countersign:Explain', resource }, ports);
  const calls: Calls = 'http' in asked ? decodeHttp(asked.http, connection, ports) : [namedCall(asked, connection, ports)];
  const { principal, sourceIp } = caller;
  const { decision } = await decideStrictly(
    { calls, principal, connection, sourceIp, channel: 'aws', hasReason: false, breakGlass: false },
    ports,
  );
  return {
    call: await shown(calls[0], ports),
    ...(calls.length > 1 ? { candidates: calls.map((call) => `${call.service}:${call.operation}`) } : {}),
    role: role.arn,
    decision,
  };
}

type Calls = readonly [Call, ...Call[]];

function decodeHttp(http: HttpRequest, connection: Connection, ports: ExplainPorts): Calls {
  const scope = readScope(http);
  const options = {
    catalog: ports.catalog,
    hashKey: currentKey(ports.keyring, 'recorded-hash'),
    ownTokens: ({ parameters }: Call) => parameters,
  };
  return decodeWireCall(http, { signingName: scope.service, region: scope.region }, { connection, options }).calls;
}

/** Parameters that the call would need may be missing; those that are there must be right. */
function namedCall(asked: Exclude<ExplainAsked, { http: HttpRequest }>, connection: Connection, ports: ExplainPorts): Call {
  const { catalog } = ports;
  const wire = namedWire(catalog, asked);
  const { parameters } = checkParameters(asked.parameters, { ...wire, isPartial: true });
  const region = asked.region ?? connection.regions[0] ?? '';
  return canonicalCall({ catalog, operation: wire.operation, region, parameters, connection });
}

async function shown(call: Call, { catalog, masker }: ExplainPorts): Promise<ExplainedCall> {
  const operation = catalog.operation(call.service, call.operation);
  if (operation === undefined) throw new TypeError(`catalog: no operation ${call.service}:${call.operation}`);
  const masked = await masker.maskParameters(call.parameters, catalog.shape(operation, 'input'), { operation });
  return { ...call, parameters: masked.value };
}
