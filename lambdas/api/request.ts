/** One request of the HTTP API as the routes see it, read from API Gateway's event (payload format 2.0). */

import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { GatewayError } from '#core/errors.ts';
import type { Json } from '#core/model.ts';
import { plainJson, readJson } from '#core/protocols/aws/codec/json-reader.ts';

export type ApiRequest = {
  readonly authorization: string | undefined;
  readonly sourceIp: string;
  readonly client: string | undefined;
  /** The client's own name of its command. */
  readonly idempotencyKey?: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: string;
};

export function readRequest(event: APIGatewayProxyEventV2): ApiRequest {
  const { headers, requestContext, body = '' } = event;
  return {
    authorization: headers.authorization,
    sourceIp: requestContext.http.sourceIp,
    client: headers['user-agent'],
    ...(headers['idempotency-key'] === undefined ? {} : { idempotencyKey: headers['idempotency-key'] }),
    pathParameters: parametersOf(event.pathParameters ?? {}),
    query: new URLSearchParams(event.rawQueryString),
    body: event.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body,
  };
}

function parametersOf(parameters: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

export type JsonObject = { readonly [name: string]: Json };

/** The body as a JSON object without members beyond `known`. Errors: `malformed-request`. */
export function jsonBody(request: ApiRequest, known: readonly string[]): JsonObject {
  const value = parse(request.body);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new GatewayError('malformed-request', 'The body must be a JSON object.');
  }
  const unknown = Object.keys(value).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new GatewayError(
      'malformed-request',
      `The body has ${unknown.length} unknown member(s). Known are: ${known.join(', ')}.`,
    );
  }
  return value as JsonObject;
}

const bounds = { depth: 256, values: 1_000_000 };

/** Strict, so that no member is read otherwise than it was meant: a name given twice is refused, and big integers keep their digits. */
function parse(text: string): unknown {
  try {
    return plainJson(readJson(text, bounds));
  } catch (cause) {
    throw new GatewayError('malformed-request', 'The body is not JSON, or names a member twice.', { cause });
  }
}

/** A member that is text. Errors: `malformed-request`. */
export function text(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new GatewayError('malformed-request', `"${name}" must be text.`);
}

/** A member that is text and must be there. Errors: `malformed-request`. */
export function requiredText(body: JsonObject, name: string): string {
  const value = text(body, name);
  if (value === undefined || value === '') throw new GatewayError('malformed-request', `"${name}" is missing.`);
  return value;
}

/** A member that is a whole number. Errors: `malformed-request`. */
export function wholeNumber(body: JsonObject, name: string): number | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new GatewayError('malformed-request', `"${name}" must be a whole number.`);
}

/** A member that is true or false. Errors: `malformed-request`. */
export function flag(body: JsonObject, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw new GatewayError('malformed-request', `"${name}" must be true or false.`);
}

/** A member that is an object. Errors: `malformed-request`. */
export function object(body: JsonObject, name: string): JsonObject | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return value as JsonObject;
  throw new GatewayError('malformed-request', `"${name}" must be an object.`);
}

/** A member that is a list of texts. Errors: `malformed-request`. */
export function texts(body: JsonObject, name: string): readonly string[] | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new GatewayError('malformed-request', `"${name}" must be a list of texts.`);
}
