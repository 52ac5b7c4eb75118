/** A REST API as the template describes it: its own name alone, paths raw, queries decoded, bodies as base64, answers streamed. */

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { requestIds } from './http-event.ts';
import type { LambdaService } from './lambda-service.ts';
import type { ResolvedTemplate } from './resolved-template.ts';

export type RestApiOptions = { readonly template: ResolvedTemplate; readonly lambda: Pick<LambdaService, 'invokeStreaming'> };

/** What API Gateway keeps for itself: a function's own goes on under another name. */
const remapped = ['connection', 'content-length', 'date', 'server', 'www-authenticate', 'x-amzn-requestid'];

export function createRestApi({ template, lambda }: RestApiOptions): {
  readonly host: string;
  readonly listener: RequestListener;
} {
  const host: string = template.only('AWS::ApiGateway::DomainName').properties.DomainName;
  const functionArn = integrated(template);
  const nextId = requestIds('rest');

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = nextId();
    const event = eventOf(request, { host, id, body: await buffer(request) });
    await lambda.invokeStreaming(functionArn, event, ({ statusCode, headers }, chunk) => {
      if (!response.headersSent) response.writeHead(statusCode, { ...answered(headers), 'x-amzn-requestid': id });
      response.write(chunk);
    });
  }

  return {
    host,
    listener: (request, response) => {
      serve(request, response).then(
        () => response.end(),
        () => (response.headersSent ? response.destroy() : response.writeHead(502).end('{"message":"Internal server error"}')),
      );
    },
  };
}

/** The one function behind every method, which it may invoke, and whose answers it streams. */
function integrated(template: ResolvedTemplate): string {
  const uris = template.ofType('AWS::ApiGateway::Method').map(({ properties: { Integration } }) => {
    if (Integration.Type !== 'AWS_PROXY' || Integration.ResponseTransferMode !== 'STREAM')
      throw new TypeError('rest-api: a method does not stream');
    return /2021-11-15\/functions\/(.*)\/response-streaming-invocations$/.exec(Integration.Uri)?.[1] ?? '';
  });
  const [functionArn = '', ...others] = new Set(uris);
  const isPermitted = template
    .ofType('AWS::Lambda::Permission')
    .some(({ properties }) => properties.Principal === 'apigateway.amazonaws.com' && properties.FunctionName === functionArn);
  if (others.length > 0 || !isPermitted) throw new TypeError('rest-api: it may not invoke its function');
  return functionArn;
}

type Sent = { readonly host: string; readonly id: string; readonly body: Buffer };

function eventOf(request: IncomingMessage, { host, id, body }: Sent): object {
  const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s, 2);
  const parameters = [...new URLSearchParams(query.replaceAll('+', '%2B'))];
  const values = Object.groupBy(parameters, ([name]) => name);
  const multiValueHeaders = { ...request.headersDistinct, 'X-Forwarded-For': ['203.0.113.7'] };
  return {
    resource: path === '/' ? '/' : '/{proxy+}',
    path,
    httpMethod: request.method,
    headers: Object.fromEntries(Object.entries(multiValueHeaders).map(([name, list = []]) => [name, list.at(-1)])),
    multiValueHeaders,
    queryStringParameters: parameters.length === 0 ? null : Object.fromEntries(parameters),
    multiValueQueryStringParameters:
      parameters.length === 0
        ? null
        : Object.fromEntries(Object.entries(values).map(([name, list = []]) => [name, list.map(([, value]) => value)])),
    requestContext: {
      ...{ domainName: host, httpMethod: request.method, path, requestId: id, stage: 'wire' },
      identity: { sourceIp: '203.0.113.7' },
    },
    // Every media type is binary.
    body: body.length === 0 ? null : body.toString('base64'),
    isBase64Encoded: body.length > 0,
  };
}

function answered(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [remapped.includes(name) ? `x-amzn-remapped-${name}` : name, value]),
  );
}
