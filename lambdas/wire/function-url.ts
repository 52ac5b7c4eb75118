/** A Lambda Function URL's event (payload format 2.0) ↔ the raw request and reply of the wire. */

import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Header, HttpReply, StreamedReply } from '#core/http.ts';
import type { WireRequest } from '#core/wire-front.ts';

/** `rawPath` and `rawQueryString` of a Function URL are the bytes that the client sent. Function URLs speak TLS only. */
export function wireRequest(event: APIGatewayProxyEventV2): WireRequest {
  const { requestContext, headers, body = '', isBase64Encoded } = event;
  return {
    method: requestContext.http.method,
    path: event.rawPath,
    query: event.rawQueryString,
    headers: Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    body: new Uint8Array(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')),
    sourceIp: requestContext.http.sourceIp,
    isSecure: true,
  };
}

/** Status and headers of an answer. */
export type AnswerHead = { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> };

export function answerHead(reply: HttpReply | StreamedReply): AnswerHead {
  return { statusCode: reply.status, headers: joined(reply.headers) };
}

function joined(headers: readonly Header[]): Readonly<Record<string, string>> {
  const values = Object.groupBy(headers, ([name]) => name.toLowerCase());
  return Object.fromEntries(
    Object.entries(values).map(([name, list]) => [name, (list ?? []).map(([, value]) => value).join(', ')]),
  );
}
