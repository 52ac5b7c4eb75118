/** API Gateway's HTTP API on one machine: node:http ↔ payload format 2.0, with the limits and habits of the real one. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { mcpRoutes, pageRoutes, type Route, routes } from '#config/routes.ts';
import { readBody } from './read-body.ts';

/** AWS's quotas: request line and headers, and the payload of a Lambda invocation. */
const headerLimitBytes = 10_240;
const bodyLimitBytes = 6 * 1024 * 1024;
const timeoutMilliseconds = 30_000;

type Handler = (event: APIGatewayProxyEventV2, context: object) => Promise<APIGatewayProxyStructuredResultV2>;

export type HttpApiOptions = {
  /** The function behind the JSON API's routes. */
  readonly handler: Handler;
  /** The function behind the pages' routes. */
  readonly pages: Handler;
  /** The function behind the routes of MCP. */
  readonly mcp: Handler;
  /** The JWT authorizer in front of `human` routes: whether the bearer token is one of the human issuer's. */
  readonly authorize: (token: string) => Promise<boolean>;
  readonly newRequestId: () => string;
};

type Matched = {
  readonly route: Route;
  readonly serves: 'handler' | 'pages' | 'mcp';
  readonly pathParameters: Readonly<Record<string, string>>;
};

const everyRoute: readonly Omit<Matched, 'pathParameters'>[] = [
  ...routes.map((route) => ({ route, serves: 'handler' }) as const),
  ...pageRoutes.map((route) => ({ route, serves: 'pages' }) as const),
  ...mcpRoutes.map((route) => ({ route, serves: 'mcp' }) as const),
];

/** Serves one request of the API's routes; `false` when no route has that path. */
export function createHttpApi(options: HttpApiOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const answer = await serve(request, options);
    response.writeHead(answer.statusCode ?? 200, { 'content-type': 'application/json', ...headersOf(answer) });
    response.end(answer.body ?? '');
  };
}

async function serve(request: IncomingMessage, options: HttpApiOptions): Promise<APIGatewayProxyStructuredResultV2> {
  const [rawPath = '/', ...rest] = (request.url ?? '/').split('?');
  const matched = match(request.method ?? 'GET', rawPath);
  if (matched === undefined) return message(404, 'Not Found');
  if (headerBytes(request) > headerLimitBytes) return message(431, 'Request Header Fields Too Large');
  if (matched.route.authorizer === 'human' && !(await options.authorize(bearerOf(request)))) {
    return { ...message(401, 'Unauthorized'), headers: { 'www-authenticate': 'Bearer' } };
  }
  const body = await readBody(request, bodyLimitBytes);
  if (body === undefined) return message(413, 'Request Entity Too Large');
  const event = eventOf(request, { matched, rawPath, query: rest.join('?'), body, requestId: options.newRequestId() });
  return withTimeout(options[matched.serves](event, contextOf(event.requestContext.requestId)));
}

function match(method: string, path: string): Matched | undefined {
  const found = everyRoute.flatMap(({ route, serves }) => {
    const pathParameters = route.method === method ? parametersOf(route.path, path) : undefined;
    return pathParameters === undefined ? [] : [{ route, serves, pathParameters }];
  });
  return found[0];
}

function parametersOf(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const [wanted, given] = [template.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined && part !== value) return undefined;
    if (name !== undefined) parameters[name] = decoded(value);
  }
  return parameters;
}

/** The HTTP API hands paths over decoded, so handlers see that here as well. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

type Parts = {
  readonly matched: Matched;
  readonly rawPath: string;
  readonly query: string;
  readonly body: Uint8Array;
  readonly requestId: string;
};

function eventOf(request: IncomingMessage, { matched, rawPath, query, body, requestId }: Parts): APIGatewayProxyEventV2 {
  const routeKey = `${matched.route.method} ${matched.route.path}`;
  const { cookie: _cookie, ...headers } = joinedHeaders(request);
  const cookies = (request.headers.cookie ?? '').split(/; */).filter((cookie) => cookie !== '');
  return {
    version: '2.0',
    routeKey,
    rawPath: decoded(rawPath),
    rawQueryString: query,
    headers,
    ...(cookies.length === 0 ? {} : { cookies }),
    pathParameters: matched.pathParameters,
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: headers.host ?? '',
      domainPrefix: 'local',
      requestId,
      routeKey,
      stage: '$default',
      time: '',
      timeEpoch: 0,
      http: {
        method: matched.route.method,
        path: decoded(rawPath),
        protocol: 'HTTP/1.1',
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
    },
    body: Buffer.from(body).toString('utf8'),
    isBase64Encoded: false,
  };
}

function joinedHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headersDistinct).map(([name, values]) => [name, (values ?? []).join(',')]));
}

function headerBytes(request: IncomingMessage): number {
  return request.rawHeaders.reduce((sum, text) => sum + text.length + 2, (request.url ?? '').length + 16);
}

function bearerOf(request: IncomingMessage): string {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
}

function contextOf(awsRequestId: string): object {
  return { awsRequestId, functionName: 'local-api', getRemainingTimeInMillis: () => timeoutMilliseconds };
}

async function withTimeout(answer: Promise<APIGatewayProxyStructuredResultV2>): Promise<APIGatewayProxyStructuredResultV2> {
  const { promise, resolve } = Promise.withResolvers<APIGatewayProxyStructuredResultV2>();
  const timer = setTimeout(() => resolve(message(503, 'Service Unavailable')), timeoutMilliseconds);
  try {
    return await Promise.race([answer, promise]);
  } catch {
    return message(500, 'Internal Server Error');
  } finally {
    clearTimeout(timer);
  }
}

function message(statusCode: number, text: string): APIGatewayProxyStructuredResultV2 {
  return { statusCode, body: JSON.stringify({ message: text }) };
}

function headersOf({ headers = {}, cookies = [] }: APIGatewayProxyStructuredResultV2): Record<string, string | string[]> {
  const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return cookies.length === 0 ? named : { ...named, 'set-cookie': [...cookies] };
}
