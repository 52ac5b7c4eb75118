/** The two bodies of `POST /v1/explain`: a call by name, or a request as a client would send it. */

import { GatewayError } from '#core/errors.ts';
import type { ExplainAsked } from '#core/explain.ts';
import type { Header, HttpRequest } from '#core/http.ts';
import { type ApiRequest, type JsonObject, jsonBody, object, requiredText, text } from './request.ts';

/** Errors: `malformed-request`. */
export function explainAsked(request: ApiRequest): ExplainAsked {
  const body = jsonBody(request, ['connection', 'role', 'service', 'operation', 'region', 'parameters', 'http']);
  const role = text(body, 'role');
  const asked = { connection: requiredText(body, 'connection'), ...(role === undefined ? {} : { role }) };
  const http = object(body, 'http');
  if (http !== undefined) return { ...asked, http: httpRequest(http) };
  const region = text(body, 'region');
  return {
    ...asked,
    service: requiredText(body, 'service'),
    operation: requiredText(body, 'operation'),
    parameters: object(body, 'parameters') ?? {},
    ...(region === undefined ? {} : { region }),
  };
}

/** The path and query are cut by hand: a URL parser would normalise them. */
function httpRequest(http: JsonObject): HttpRequest {
  const url = requiredText(http, 'url').replace(/^https?:\/\/[^/?#]*/i, '');
  const [path = '', ...query] = url.split('?');
  return {
    method: requiredText(http, 'method').toUpperCase(),
    path: path === '' ? '/' : path,
    query: query.join('?'),
    headers: headersOf(object(http, 'headers') ?? {}),
    body: new Uint8Array(Buffer.from(text(http, 'body') ?? '', 'base64')),
  };
}

function headersOf(headers: JsonObject): readonly Header[] {
  return Object.entries(headers).map(([name, value]) => {
    if (typeof value !== 'string') throw new GatewayError('malformed-request', 'Every header of "http.headers" must be text.');
    return [name.toLowerCase(), value] as const;
  });
}
