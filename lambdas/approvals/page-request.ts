/** One request of a page, read from API Gateway's event (payload format 2.0). */

import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export type PageRequest = {
  readonly method: string;
  readonly id: string;
  readonly query: URLSearchParams;
  /** The body as a form; empty for anything else. */
  readonly form: URLSearchParams;
  readonly cookies: ReadonlyMap<string, string>;
  /** The Origin header, which browsers send with every POST. */
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly sourceIp: string;
  readonly client: string | undefined;
};

const formType = 'application/x-www-form-urlencoded';

export function readPageRequest(event: APIGatewayProxyEventV2): PageRequest {
  const { headers, requestContext, pathParameters, cookies = [], rawQueryString } = event;
  return {
    method: requestContext.http.method,
    id: pathParameters?.id ?? '',
    query: new URLSearchParams(rawQueryString),
    form: formOf(event),
    cookies: new Map(cookies.map(cookie)),
    origin: headers.origin,
    fetchSite: headers['sec-fetch-site'],
    sourceIp: requestContext.http.sourceIp,
    client: headers['user-agent'],
  };
}

function formOf({ headers, body = '', isBase64Encoded }: APIGatewayProxyEventV2): URLSearchParams {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== formType) return new URLSearchParams();
  return new URLSearchParams(isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body);
}

function cookie(text: string): readonly [string, string] {
  const equals = text.indexOf('=');
  return [text.slice(0, Math.max(0, equals)).trim(), text.slice(equals + 1).trim()];
}
