/** The Function URL as the template describes it: open to all, its paths and queries untouched. */

import type { IncomingMessage, RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { answeredBy } from '../support/function.ts';
import type { HttpResult } from '../support/lambda-runtime.ts';
import { send } from './http-api.ts';
import { eventBody, joinedHeaders, requestIds } from './http-event.ts';
import type { LambdaService } from './lambda-service.ts';
import type { ResolvedTemplate } from './resolved-template.ts';

export type FunctionUrlOptions = { readonly template: ResolvedTemplate; readonly lambda: Pick<LambdaService, 'invoke'> };

export type FunctionUrl = { readonly host: string; readonly listener: RequestListener };

export function createFunctionUrl({ template, lambda }: FunctionUrlOptions): FunctionUrl {
  const { id, properties } = template.only('AWS::Lambda::Url');
  requireOpen(template, properties.TargetFunctionArn);
  const { host } = new URL(template.attribute(id, 'FunctionUrl'));
  const nextId = requestIds('wire');
  return {
    host,
    listener: (request, response) => {
      serve(request).then(
        (result) => send(answeredBy(result), response),
        () => response.writeHead(502).end(),
      );
    },
  };

  async function serve(request: IncomingMessage): Promise<HttpResult> {
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
    return (await lambda.invoke(properties.TargetFunctionArn, event)) as HttpResult;
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
