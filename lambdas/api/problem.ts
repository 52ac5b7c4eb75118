/** Errors of the JSON API as problem+json (RFC 9457), at the rim: a middy middleware that answers whatever was thrown. */

import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type GatewayError, toGatewayError } from '#core/errors.ts';
import { loggedCause } from '#core/logged-cause.ts';
import type { Log } from '#core/ports.ts';

export function problemDetails(log: Log): MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  return {
    onError: (request) => {
      const error = toGatewayError(request.error);
      if (error.status >= 500) log(failureEntry(error, request.event.requestContext.requestId));
      request.response = problem(error, { requestId: request.event.requestContext.requestId });
    },
  };
}

type Told = { readonly requestId: string; readonly callId?: string };

/** With the id of the call in the record, where there is one. */
export function problem(error: GatewayError, { requestId, callId }: Told): APIGatewayProxyStructuredResultV2 {
  const body = {
    type: `urn:countersign:error:${error.code}`,
    title: error.code.replaceAll('-', ' '),
    status: error.status,
    code: error.code,
    detail: error.message,
    instance: `urn:countersign:request:${requestId}`,
    ...(callId === undefined ? {} : { call: callId }),
    ...(error.approval === undefined ? {} : { approval: error.approval }),
  };
  return {
    statusCode: error.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(error.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    },
    body: JSON.stringify(body),
  };
}

function failureEntry({ message, code, cause }: GatewayError, requestId: string): Parameters<Log>[0] {
  return { level: 'error', message, code, callId: requestId, ...loggedCause(cause) };
}
