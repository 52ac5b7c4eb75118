/** The MCP endpoint's handler: event → core → result. Its refusals are JSON-RPC, so no middleware writes them. */

import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { McpRouteKey } from '#config/routes.ts';
import { authenticateToken } from '#core/authenticate-token.ts';
import { toGatewayError } from '#core/errors.ts';
import type { Header } from '#core/http.ts';
import { answerMcp } from '#core/mcp/endpoint.ts';
import type { McpPorts } from '#core/mcp/methods.ts';
import { toolStates } from '#core/mcp/tool-states.ts';
import { problem } from '#lambdas/api/problem.ts';
import { metadata, register, type SignInPorts } from './authorization-server.ts';
import { mcpResource } from './mcp-resource.ts';

export type Ports = McpPorts & SignInPorts;

export type McpHandler = (event: APIGatewayProxyEventV2, context: object) => Promise<APIGatewayProxyStructuredResultV2>;

type Answer = (event: APIGatewayProxyEventV2, ports: Ports) => Promise<APIGatewayProxyStructuredResultV2>;

export function createMcpHandler(ports: Ports): McpHandler {
  return (event) => answers[event.routeKey as McpRouteKey](event, ports);
}

const notAllowed: Answer = async () => ({ statusCode: 405, headers: { allow: 'POST' } });
const resource: Answer = async ({ pathParameters }, ports) => mcpResource(pathParameters?.connection, ports);

const answers: Readonly<Record<McpRouteKey, Answer>> = {
  'POST /mcp': post,
  'POST /mcp/{connection}': post,
  'GET /mcp': notAllowed,
  'GET /mcp/{connection}': notAllowed,
  'DELETE /mcp': notAllowed,
  'DELETE /mcp/{connection}': notAllowed,
  'GET /v1/mcp/tools': withProblems(tools),
  'GET /.well-known/oauth-authorization-server': withProblems(metadata),
  'GET /.well-known/oauth-authorization-server/mcp': withProblems(metadata),
  'GET /.well-known/openid-configuration': withProblems(metadata),
  'POST /oauth/register': withProblems(register),
  'GET /.well-known/oauth-protected-resource/mcp': resource,
  'GET /.well-known/oauth-protected-resource/mcp/{connection}': resource,
};

async function post(event: APIGatewayProxyEventV2, ports: Ports): Promise<APIGatewayProxyStructuredResultV2> {
  const { body = '', isBase64Encoded, pathParameters, requestContext } = event;
  const connection = pathParameters?.connection;
  const {
    status,
    headers,
    body: answer,
  } = await answerMcp(
    {
      headers: headersOf(event),
      body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
      sourceIp: requestContext.http.sourceIp,
      ...(connection === undefined ? {} : { connection }),
    },
    ports,
  );
  return { statusCode: status, headers: Object.fromEntries(headers), body: answer };
}

/** What is no MCP refuses in the form of the JSON API. */
function withProblems(answer: Answer): Answer {
  return async (event, ports) => {
    try {
      return await answer(event, ports);
    } catch (thrown) {
      return problem(toGatewayError(thrown), { requestId: event.requestContext.requestId });
    }
  };
}

/** For people, who accept tools. */
async function tools(event: APIGatewayProxyEventV2, ports: Ports): Promise<APIGatewayProxyStructuredResultV2> {
  const { headers, requestContext } = event;
  const { authorization } = headers;
  const asked = { authorization, sourceIp: requestContext.http.sourceIp, client: headers['user-agent'] };
  const caller = await authenticateToken({ ...asked, channel: 'mcp', kinds: ['human'] }, ports);
  const body = JSON.stringify(await toolStates({ caller, authorization }, ports));
  return { statusCode: 200, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, body };
}

function headersOf({ headers }: APIGatewayProxyEventV2): readonly Header[] {
  return Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}
