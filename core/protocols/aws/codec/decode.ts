/** The decoder: the HTTP request of any AWS operation, in any of AWS's protocols → its canonical parameters. */

import type { Operation } from '../../../catalog/operation.ts';
import type { Protocol, Service } from '../../../catalog/service.ts';
import type { Shape } from '../../../catalog/shape.ts';
import { GatewayError } from '../../../errors.ts';
import { type HttpRequest, headerValues } from '../../../http.ts';
import type { Parameters } from '../../../model.ts';
import { decodedBody, requireUtf8 } from './content-coding.ts';
import type { Bounds } from './cursor.ts';
import { decodeCborInput } from './decode-cbor.ts';
import { refuseUnmodelled } from './decode-headers.ts';
import { decodeJsonInput } from './decode-json.ts';
import { decodeForm } from './decode-query.ts';
import { decodeRest } from './decode-rest.ts';
import { type FormPair, readForm } from './form-reader.ts';
import { malformedPart } from './malformed.ts';
import { modelledHeaders } from './modelled-headers.ts';
import type { Structure } from './wire-names.ts';

export { modelledHeaders };

/** What `identify` found out about the request. */
export type DecodeAs = {
  /** The protocol that the request was written in, which may not be the service's first. */
  readonly protocol: Protocol;
  readonly operation: Operation;
  readonly service: Service;
  readonly input: Shape | undefined;
};

export type DecodeLimits = Bounds & {
  /** What a gzip body may inflate to. */
  readonly inflatedBytes: number;
};

/** A field of a form costs about as much as two values of JSON. */
const fieldCost = 2;

export const defaultLimits: DecodeLimits = { depth: 100, values: 100_000, inflatedBytes: 8 * 1024 * 1024 };

/**
 * Parameters by model member names, in the normal forms: timestamps ISO 8601 UTC with milliseconds, blobs base64, integers beyond 2^53 text,
 * what is null left out. A payload that is one blob or stream is `{ "sizeBytes": n }`; its keyed hash is added by the caller, who has the key.
 * The request is the verified one, its path without the gateway's prefix and its body without aws-chunked frames.
 * Errors: `malformed-request` for whatever the model does not know or two parsers could read differently, `unsupported-call` for
 * event streams, `payload-too-large` for what inflates over the limit.
 */
export function decodeParameters(request: HttpRequest, as: DecodeAs, limits: DecodeLimits = defaultLimits): Parameters {
  const input = inputStructure(as.input);
  // A modelled Content-Type (an S3 object's) is a label of bytes that nobody here reads as text.
  if (!modelledHeaders(input).names.has('content-type')) requireUtf8(request);
  refuseUnmodelled(request.headers, input);
  const isModelled = modelledHeaders(input).names.has('content-encoding');
  const body = decodedBody(request, { operation: as.operation, isModelled, inflatedBytes: limits.inflatedBytes });
  return decodeBody({ ...request, body }, { ...as, input, bounds: limits });
}

type DecodeBodyAs = Omit<DecodeAs, 'input'> & { readonly input: Structure | undefined; readonly bounds: Bounds };

function decodeBody(request: HttpRequest, { protocol, operation, service, input, bounds }: DecodeBodyAs): Parameters {
  if (protocol !== 'rest-json' && protocol !== 'rest-xml') refuseBesides(request, protocol);
  switch (protocol) {
    case 'query':
    case 'ec2':
      return decodeForm(formPairs(request, { operation, service, bounds }), input, { naming: protocol, bounds });
    case 'json':
      return decodeJsonInput(request.body, input, bounds);
    case 'cbor':
      return decodeCborInput(request.body, input, bounds);
    case 'rest-json':
    case 'rest-xml':
      return decodeRest(request, input, { uri: uriOf(operation), body: protocol, bounds });
  }
}

/** In the RPC protocols the call is in the body: a path or a query that says more would be read by nobody here, and perhaps by AWS. */
function refuseBesides(request: HttpRequest, protocol: Protocol): void {
  if (protocol !== 'cbor' && request.path !== '/') throw malformedPart('path', 'the operation’s protocol has only "/"');
  if (protocol === 'query' || protocol === 'ec2') return;
  const besides = parameterPairs(readForm(request.query, { part: 'query string', plus: 'space', fields: 64 }));
  if (besides.length > 0) throw malformedPart('query string', 'the operation’s protocol has none');
}

function inputStructure(input: Shape | undefined): Structure | undefined {
  if (input === undefined || input.kind === 'structure') return input;
  throw new GatewayError('unsupported-call', 'The operation’s input is of a kind that the gateway does not handle.');
}

function uriOf(operation: Operation): string {
  if (operation.http === undefined) throw new TypeError(`catalog: ${operation.service}:${operation.name} has no HTTP binding`);
  return operation.http.uri;
}

/** The form of the body, or of the query string where there is no body: never both. */
function formPairs(
  request: HttpRequest,
  { operation, service, bounds }: Omit<DecodeBodyAs, 'protocol' | 'input'>,
): readonly FormPair[] {
  const fields = bounds.values / fieldCost;
  const inQuery = parameterPairs(readForm(request.query, { part: 'query string', plus: 'space', fields }));
  const inBody = readForm(utf8Form(request), { part: 'form body', plus: 'space', fields });
  if (inQuery.length > 0 && inBody.length > 0) throw malformedPart('form', 'it stands in both the query string and the body');
  const pairs = inBody.length > 0 ? inBody : inQuery;
  requireHeading(pairs, 'Action', operation.name);
  requireHeading(pairs, 'Version', service.apiVersion);
  return pairs.filter(({ name }) => name !== 'Action' && name !== 'Version');
}

/** Without what signs a presigned request. */
function parameterPairs(pairs: readonly FormPair[]): readonly FormPair[] {
  const isPresigned = pairs.some(({ name }) => name === 'X-Amz-Signature');
  return isPresigned ? pairs.filter(({ name }) => !name.startsWith('X-Amz-')) : pairs;
}

function requireHeading(pairs: readonly FormPair[], name: string, value: string): void {
  const given = pairs.filter((pair) => pair.name === name);
  if (given.length === 1 && given[0]?.value === value) return;
  throw malformedPart('form', `its ${name} is not given once, as ${value}`);
}

function utf8Form(request: HttpRequest): string {
  const [type] = headerValues(request.headers, 'content-type');
  if (request.body.length > 0 && !/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type ?? '')) {
    throw malformedPart('form body', 'its content-type is not application/x-www-form-urlencoded');
  }
  return Buffer.from(request.body).toString('latin1');
}
