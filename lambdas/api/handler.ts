/** The HTTP API's handler: event → core → result, with middy at this rim only. */

import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { RouteKey } from '#config/routes.ts';
import { GatewayError } from '#core/errors.ts';
import type { Log } from '#core/ports.ts';
import type { Accepted, CallFailed } from './call-route.ts';
import { problem, problemDetails } from './problem.ts';
import { readRequest } from './request.ts';
import { type ApiPorts, runRoute } from './run-route.ts';

export type { ApiPorts };

export type ApiHandler = (event: APIGatewayProxyEventV2, context: object) => Promise<APIGatewayProxyStructuredResultV2>;

/** The handler of every route of `config/routes.ts`. */
export function createApiHandler(ports: ApiPorts & { readonly log: Log }): ApiHandler {
  const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(problemDetails(ports.log))
    .handler(async (event) => {
      const run = runRoute[event.routeKey as RouteKey];
      if (run === undefined) throw new GatewayError('not-found', 'There is no such route. GET /openapi.json lists them.');
      return answered(await run(readRequest(event), ports), event.requestContext.requestId);
    });
  return (event, context) => handler(event, context as Parameters<typeof handler>[1]);
}

function answered(result: Answer, requestId: string): APIGatewayProxyStructuredResultV2 {
  if (isOf('accepted', result)) return reply(202, result.body, { location: result.location });
  if (isOf('call-failed', result)) return problem(result.error, { requestId, callId: result.callId });
  return reply(200, result);
}

type Answer = object | Accepted | CallFailed;

function isOf<Kind extends 'accepted' | 'call-failed'>(
  kind: Kind,
  result: Answer,
): result is Extract<Accepted | CallFailed, { readonly kind: Kind }> {
  return 'kind' in result && result.kind === kind;
}

function reply(
  statusCode: number,
  body: object,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}
