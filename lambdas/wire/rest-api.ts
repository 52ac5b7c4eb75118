/** A REST API's proxy event (payload format 1.0) → the raw request of the wire. */

import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import type { WireRequest } from '#core/wire-front.ts';

/** What of an event both forms have in common tells nothing, so it is looked for what the older one alone has. */
export function isRestEvent(event: APIGatewayProxyEvent | APIGatewayProxyEventV2): event is APIGatewayProxyEvent {
  return 'httpMethod' in event;
}

/**
 * `path` is what the client sent, behind a name that is mapped to the root. The query is there in parts, decoded: it is written
 * anew as SigV4 reads it (names and values by RFC 3986), so that a signature over another query does not hold.
 */
export function restRequest(event: APIGatewayProxyEvent): WireRequest {
  const { httpMethod, path, multiValueHeaders, multiValueQueryStringParameters, requestContext, body, isBase64Encoded } = event;
  return {
    method: httpMethod,
    path,
    query: pairsOf(multiValueQueryStringParameters)
      .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
      .join('&'),
    headers: pairsOf(multiValueHeaders),
    body: new Uint8Array(Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8')),
    sourceIp: requestContext.identity.sourceIp,
    isSecure: true,
  };
}

/** `null` where there is none of them. */
type Listed = Readonly<Record<string, readonly string[] | undefined>> | null;

function pairsOf(listed: Listed): readonly (readonly [name: string, value: string])[] {
  return Object.entries(listed ?? {}).flatMap(([name, values = []]) => values.map((value) => [name, value] as const));
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}
