/** API Gateway's HTTP API as the template describes it: its routes, authorizer and integrations, with AWS's habits and limits. */

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Answered, answeredBy } from '../support/function.ts';
import type { HttpResult } from '../support/lambda-runtime.ts';
import { eventBody, joinedHeaders, requestIds } from './http-event.ts';
import { type Authorized, createJwtAuthorizer } from './jwt-authorizer.ts';
import { type LambdaService, PayloadTooLarge } from './lambda-service.ts';
import type { Place } from './physical-names.ts';
import type { ResolvedTemplate } from './resolved-template.ts';

const headerLimitBytes = 10_240;
const bodyLimitBytes = 10 * 1024 * 1024;
const timeoutMilliseconds = 30_000;

type Route = {
  readonly key: string;
  readonly functionArn: string;
  readonly authorize: ((header: string | undefined) => Promise<Authorized | undefined>) | undefined;
};

export type HttpApiOptions = {
  readonly template: ResolvedTemplate;
  readonly place: Place;
  readonly lambda: Pick<LambdaService, 'invoke'>;
};

export function createHttpApi({ template, place, lambda }: HttpApiOptions): RequestListener {
  const routes = routesOf(template, place);
  const nextId = requestIds('api');

  async function serve(request: IncomingMessage): Promise<Answered> {
    const [rawPath = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s, 2);
    if (headerBytes(request) > headerLimitBytes) return message(431, 'Request Header Fields Too Large');
    const found = bestMatch(routes, request.method ?? 'GET', decoded(rawPath));
    if (found === undefined) return message(404, 'Not Found');
    const authorizer = await found.route.authorize?.(request.headers.authorization);
    if (found.route.authorize !== undefined && authorizer === undefined) return unauthorized();
    const body = await buffer(request);
    if (body.length > bodyLimitBytes) return message(413, 'Request Entity Too Large');
    const event = eventOf(request, { ...found, path: decoded(rawPath), query, body, authorizer, requestId: nextId() });
    return answer(lambda.invoke(found.route.functionArn, event));
  }

  return (request, response) => {
    serve(request).then((answered) => send(answered, response));
  };
}

/** An integration that may not invoke its function is a fault of the template. */
function routesOf(template: ResolvedTemplate, { account, region }: Place): readonly Route[] {
  const api = template.only('AWS::ApiGatewayV2::Api').id;
  const permitted = template
    .ofType('AWS::Lambda::Permission')
    .filter(({ properties }) => properties.Principal === 'apigateway.amazonaws.com')
    .filter(({ properties }) => properties.SourceArn === `arn:aws:execute-api:${region}:${account}:${template.ref(api)}/*/*/*`)
    .map(({ properties }) => properties.FunctionName);
  const authorizers = new Map(template.ofType('AWS::ApiGatewayV2::Authorizer').map((one) => [one.id, createJwtAuthorizer(one)]));
  const integrations = new Map(template.ofType('AWS::ApiGatewayV2::Integration').map(({ id, properties }) => [id, properties]));
  return template.ofType('AWS::ApiGatewayV2::Route').map(({ properties }) => {
    const integration = integrations.get(properties.Target.replace(/^integrations\//, ''));
    if (integration?.PayloadFormatVersion !== '2.0') throw new TypeError(`${properties.RouteKey}: no integration of format 2.0`);
    if (!permitted.includes(integration.IntegrationUri))
      throw new TypeError(`${properties.RouteKey} may not invoke its function`);
    const authorize = properties.AuthorizationType === 'JWT' ? authorizers.get(properties.AuthorizerId) : undefined;
    return { key: properties.RouteKey, functionArn: integration.IntegrationUri, authorize };
  });
}

type Match = { readonly route: Route; readonly pathParameters: Readonly<Record<string, string>> };

/** The route with the most parts that are written out. */
function bestMatch(routes: readonly Route[], method: string, path: string): Match | undefined {
  const matches = routes.flatMap((route): readonly Match[] => {
    const [verb, template = ''] = route.key.split(' ');
    const pathParameters = verb === method ? parametersOf(template, path) : undefined;
    return pathParameters === undefined ? [] : [{ route, pathParameters }];
  });
  return matches.toSorted((a, b) => Object.keys(a.pathParameters).length - Object.keys(b.pathParameters).length)[0];
}

function parametersOf(template: string, path: string): Readonly<Record<string, string>> | undefined {
  const [wanted, given] = [template.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const pairs = wanted.map((part, index) => ({ name: /^\{(\w+)\}$/.exec(part)?.[1], part, value: given[index] ?? '' }));
  if (pairs.some(({ name, part, value }) => (name === undefined ? part !== value : value === ''))) return undefined;
  return Object.fromEntries(pairs.flatMap(({ name, value }) => (name === undefined ? [] : [[name, value]])));
}

type Parts = Match & {
  readonly path: string;
  readonly query: string;
  readonly body: Buffer;
  readonly authorizer: Authorized | undefined;
  readonly requestId: string;
};

function eventOf(request: IncomingMessage, { route, pathParameters, path, query, body, authorizer, requestId }: Parts): object {
  const { cookie: _cookie, ...headers } = joinedHeaders(request);
  const cookies = (request.headers.cookie ?? '').split(/; */).filter((cookie) => cookie !== '');
  const http = { method: request.method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: headers['user-agent'] };
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: path,
    rawQueryString: query,
    headers,
    ...(cookies.length === 0 ? {} : { cookies }),
    ...(Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
    requestContext: {
      domainName: headers.host,
      requestId,
      routeKey: route.key,
      stage: '$default',
      http,
      ...(authorizer === undefined ? {} : { authorizer }),
    },
    ...eventBody(body, headers['content-type']),
  };
}

async function answer(running: Promise<unknown>): Promise<Answered> {
  const { promise, resolve } = Promise.withResolvers<Answered>();
  const timer = setTimeout(() => resolve(message(503, 'Service Unavailable')), timeoutMilliseconds);
  try {
    return await Promise.race([running.then((result) => answeredBy(result as HttpResult)), promise]);
  } catch (thrown) {
    return thrown instanceof PayloadTooLarge ? message(413, 'Request Too Long') : message(500, 'Internal Server Error');
  } finally {
    clearTimeout(timer);
  }
}

function message(statusCode: number, text: string): Answered {
  const body = Buffer.from(JSON.stringify({ message: text })).toString('base64');
  return { statusCode, headers: { 'content-type': 'application/json' }, body };
}

function unauthorized(): Answered {
  const answered = message(401, 'Unauthorized');
  return { ...answered, headers: { ...answered.headers, 'www-authenticate': 'Bearer' } };
}

function headerBytes(request: IncomingMessage): number {
  return request.rawHeaders.reduce((sum, text) => sum + text.length + 2, (request.url ?? '').length + 16);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

export function send({ statusCode, headers, cookies = [], body }: Answered, response: ServerResponse): void {
  response.writeHead(statusCode, { ...headers, ...(cookies.length === 0 ? {} : { 'set-cookie': [...cookies] }) });
  response.end(Buffer.from(body, 'base64'));
}
