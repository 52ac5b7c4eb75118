/** The Function URL as the template describes it: open to all, its paths and queries untouched, its answers streamed. */

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { eventBody, joinedHeaders, requestIds } from './http-event.ts';
import type { LambdaService } from './lambda-service.ts';
import type { ResolvedTemplate } from './resolved-template.ts';

export type FunctionUrlOptions = { readonly template: ResolvedTemplate; readonly lambda: Pick<LambdaService, 'invokeStreaming'> };

export type FunctionUrl = { readonly host: string; readonly listener: RequestListener };

export function createFunctionUrl({ template, lambda }: FunctionUrlOptions): FunctionUrl {
  const { id, properties } = template.only('AWS::Lambda::Url');
  requireOpen(template, properties.TargetFunctionArn);
  if (properties.InvokeMode !== 'RESPONSE_STREAM') throw new TypeError('the Function URL does not stream');
  const { host } = new URL(template.attribute(id, 'FunctionUrl'));
  const nextId = requestIds('wire');
  return {
    host,
    listener: (request, response) => {
      serve(request, response).then(
        () => response.end(),
        // Of an answer that has begun nobody may take the rest for whole.
        () => (response.headersSent ? response.destroy() : response.writeHead(502).end()),
      );
    },
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const [rawPath = '/', rawQueryString = ''] = (request.url ?? '/').split(/\?(.*)/s, 2);
    const headers = joinedHeaders(request);
    const http = { method: request.method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7' };
    const event = {
      version: '2.0',
      routeKey: '$default',
      rawPath,
      rawQueryString,
      headers,
      requestContext: { domainName: host, requestId: nextId(), routeKey: '$default', stage: '$default', http },
      ...eventBody(body, headers['content-type']),
    };
    await lambda.invokeStreaming(properties.TargetFunctionArn, event, ({ statusCode, headers: answered }, chunk) => {
      if (!response.headersSent) response.writeHead(statusCode, { ...answered });
      response.write(chunk);
    });
  }
}

/** AWS asks for both since October 2025. */
function requireOpen(template: ResolvedTemplate, functionArn: string): void {
  const granted = template
    .ofType('AWS::Lambda::Permission')
    .map(({ properties }) => properties)
    .filter(({ FunctionName, Principal }) => FunctionName === functionArn && Principal === '*');
  const isOpen =
    granted.some(({ Action, FunctionUrlAuthType }) => Action === 'lambda:InvokeFunctionUrl' && FunctionUrlAuthType === 'NONE') &&
    granted.some(({ Action, InvokedViaFunctionUrl }) => Action === 'lambda:InvokeFunction' && InvokedViaFunctionUrl === true);
  if (!isOpen) throw new TypeError('the Function URL may not invoke its function');
}
