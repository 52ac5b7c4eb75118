/** The JSON 1.0 and 1.1 protocols: `X-Amz-Target` and a JSON body in, JSON out. */

import { crc32 } from 'node:zlib';
import { type HttpReply, type HttpRequest, headerValue } from '#core/http.ts';
import type { Json } from '#core/model.ts';
import type { Input, Output } from './fixture.ts';
import { isInput } from './input.ts';
import { SandboxError } from './sandbox-error.ts';

export function targetOf(request: HttpRequest): readonly [prefix: string, operation: string] {
  const [prefix = '', operation = ''] = (headerValue(request.headers, 'x-amz-target') ?? '').split('.');
  return [prefix, operation];
}

export function readJson(request: HttpRequest): Input {
  const value = parse(Buffer.from(request.body).toString());
  if (isInput(value)) return value;
  throw new SandboxError('SerializationException', 'The body must be a JSON object.');
}

function parse(body: string): Json {
  try {
    return JSON.parse(body === '' ? '{}' : body) as Json;
  } catch {
    throw new SandboxError('SerializationException', 'The body is not JSON.');
  }
}

export type JsonForm = { readonly version: string; readonly requestId: string };

export function jsonReply(output: Output, form: JsonForm): HttpReply {
  return reply(200, output, form);
}

export function jsonError({ code, message, status }: SandboxError, form: JsonForm): HttpReply {
  return reply(status, { __type: code, message, Message: message }, form);
}

/** The checksum is DynamoDB's; clients check it whenever it is there. */
function reply(status: number, output: Output, { version, requestId }: JsonForm): HttpReply {
  const body = Buffer.from(JSON.stringify(output));
  const headers = [
    ['content-type', `application/x-amz-json-${version}`],
    ['x-amzn-requestid', requestId],
    ['x-amz-crc32', String(crc32(body))],
  ] as const;
  return { status, headers, body };
}
