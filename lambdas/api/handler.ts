/** The HTTP API's handler: event → core → result, with middy at this rim only. */

import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { RouteKey } from '#config/routes.ts';
import { GatewayError } from '#core/errors.ts';
import type { Json } from '#core/model.ts';
import type { Log } from '#core/ports.ts';
import { problemDetails } from './problem.ts';
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
      return reply(await run(readRequest(event), ports));
    });
  return (event, context) => handler(event, context as Parameters<typeof handler>[1]);
}

function reply(body: Json | object): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
