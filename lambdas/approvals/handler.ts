/** The handler of the pages: event → page, with middy at this rim only. */

import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { PageRouteKey } from '#config/routes.ts';
import { type GatewayError, toGatewayError } from '#core/errors.ts';
import { loggedCause } from '#core/logged-cause.ts';
import type { Log } from '#core/ports.ts';
import { type PageReply, pageReply } from './page-reply.ts';
import { type PageRequest, readPageRequest } from './page-request.ts';
import { closedPage, failedPage } from './pages/simple-pages.ts';
import type { PagesPorts, RunningPorts } from './pages-ports.ts';
import { showApproval } from './show-approval.ts';
import { showCall } from './show-call.ts';
import { finishSignIn, startSignIn } from './sign-in-flow.ts';
import { takeVerdict } from './take-verdict.ts';

export type { PagesPorts };

export type PagesHandler = (event: APIGatewayProxyEventV2, context: object) => Promise<PageReply>;

const pages: Readonly<Record<PageRouteKey, (request: PageRequest, ports: RunningPorts) => Promise<PageReply>>> = {
  'GET /approvals/{id}': showApproval,
  'HEAD /approvals/{id}': showApproval,
  'POST /approvals/{id}': takeVerdict,
  'GET /calls/{id}': showCall,
  'HEAD /calls/{id}': showCall,
  'GET /sign-in': startSignIn,
  'GET /sign-in/callback': finishSignIn,
};

/** The handler of the page routes of `config/routes.ts`. */
export function createPagesHandler(ports: PagesPorts): PagesHandler {
  const running: RunningPorts = { ...ports, seen: new Set() };
  const handler = middy<APIGatewayProxyEventV2, PageReply>()
    .onError((request) => {
      const error = toGatewayError(request.error);
      tell(error, request.event.requestContext.requestId, ports.log);
      request.response = pageReply(failedPage(error.status, error.message));
    })
    .handler(async (event) => {
      const page = pages[event.routeKey as PageRouteKey];
      return page === undefined ? pageReply(closedPage()) : page(readPageRequest(event), running);
    });
  return (event, context) => handler(event, context as Parameters<typeof handler>[1]);
}

function tell({ status, code, message, cause }: GatewayError, callId: string, log: Log): void {
  if (status < 500 && code !== 'unauthenticated') return;
  log({ level: status >= 500 ? 'error' : 'warn', message, code, callId, ...loggedCause(cause) });
}
