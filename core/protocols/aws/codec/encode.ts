/** The encoder: canonical parameters → the HTTP request of any AWS operation, in any of AWS's protocols. The reverse of `decode.ts`. */

import type { Operation } from '../../../catalog/operation.ts';
import type { Protocol, Service } from '../../../catalog/service.ts';
import type { Shape } from '../../../catalog/shape.ts';
import { GatewayError } from '../../../errors.ts';
import type { Header, HttpRequest } from '../../../http.ts';
import type { Parameters } from '../../../model.ts';
import { withChecksums } from './checksums.ts';
import { encodeCborInput } from './encode-cbor.ts';
import { encodeForm } from './encode-form.ts';
import { encodeJsonInput } from './encode-json.ts';
import { encodeRest } from './encode-rest.ts';
import type { Structure } from './wire-names.ts';

export type EncodeAs = {
  readonly protocol: Protocol;
  readonly operation: Operation;
  readonly service: Service;
  readonly input: Shape | undefined;
  /** The bytes of a payload that is one blob or stream; the parameters name it by its size alone. */
  readonly payload?: Uint8Array;
  /** REST: the path as a client sent it, kept byte for byte where its labels are the parameters. */
  readonly path?: string;
  /** Lower-case names of checksum headers that the client sent without a member of the model for them. */
  readonly checksums?: readonly string[];
};

/** Unsigned, and without a host: the endpoint's path prefix and the host prefix are the caller's. */
export type Encoded = HttpRequest;

/**
 * Errors: `malformed-request` for parameters that are not in the normal forms of the operation's model, or that its protocol cannot
 * write; `unsupported-call` for event streams.
 */
export function encodeParameters(parameters: Parameters, as: EncodeAs): Encoded {
  const input = inputStructure(as.input);
  return withChecksums(encodeAs(parameters, { ...as, input }), parameters, { ...as, input });
}

type InputAs = Omit<EncodeAs, 'input'> & { readonly input: Structure | undefined };

function encodeAs(parameters: Parameters, as: InputAs): Encoded {
  const { protocol, operation, service, input } = as;
  switch (protocol) {
    case 'query':
    case 'ec2': {
      const heading = { action: operation.name, version: service.apiVersion };
      return posted('/', formHeaders, Buffer.from(encodeForm(input, parameters, { naming: protocol, heading })));
    }
    case 'json':
      return posted('/', jsonHeaders(operation, service), Buffer.from(encodeJsonInput(input, parameters)));
    case 'cbor': {
      const body = encodeCborInput(input, parameters);
      return posted(`/service/${service.targetPrefix}/operation/${operation.name}`, cborHeaders(body), body);
    }
    case 'rest-json':
    case 'rest-xml':
      return withServiceHeaders(encodeRest(parameters, as), service);
  }
}

function posted(path: string, headers: readonly Header[], body: Uint8Array): Encoded {
  return { method: 'POST', path, query: '', headers, body };
}

const formHeaders: readonly Header[] = [['content-type', 'application/x-www-form-urlencoded; charset=utf-8']];

function jsonHeaders(operation: Operation, service: Service): readonly Header[] {
  return [
    ['x-amz-target', `${service.targetPrefix}.${operation.name}`],
    ['content-type', `application/x-amz-json-${service.jsonVersion ?? '1.0'}`],
  ];
}

function cborHeaders(body: Uint8Array): readonly Header[] {
  const type: readonly Header[] = body.length === 0 ? [] : [['content-type', 'application/cbor']];
  return [['smithy-protocol', 'rpc-v2-cbor'], ['accept', 'application/cbor'], ...type];
}

/** What two services want of every request, outside their models: Glacier its version, API Gateway that it is not to answer in HAL. */
function withServiceHeaders(encoded: Encoded, { id, apiVersion }: Service): Encoded {
  if (id === 'glacier') return { ...encoded, headers: [...encoded.headers, ['x-amz-glacier-version', apiVersion]] };
  const hasAccept = encoded.headers.some(([name]) => name.toLowerCase() === 'accept');
  return id === 'apigateway' && !hasAccept
    ? { ...encoded, headers: [...encoded.headers, ['accept', 'application/json']] }
    : encoded;
}

function inputStructure(input: Shape | undefined): Structure | undefined {
  if (input === undefined || input.kind === 'structure') return input;
  throw new GatewayError('unsupported-call', 'The operation’s input is of a kind that the gateway does not handle.');
}
