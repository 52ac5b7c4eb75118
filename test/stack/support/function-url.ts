/** An HTTP handler for SDK clients that turns each request into a Function URL's event, and sends nothing anywhere. */

import { Readable } from 'node:stream';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import type { RunningFunction } from './function.ts';

export const wireDomain = 'abcdefghij0123456789.lambda-url.eu-west-1.on.aws';

export type WireHttp = {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** An SDK client's `requestHandler`. */
export function throughFunctionUrl(wire: RunningFunction, domainName = wireDomain) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    handle: async (request: HttpRequest) => {
      const { method, path, headers, body } = request;
      const event = functionUrlEvent({ method, path, query: queryOf(request), headers, body }, domainName);
      const answer = await wire.invoke(event);
      const { statusCode, headers: answered } = answer;
      const stream = Readable.from([Buffer.from(answer.body, 'base64')]);
      return { response: new HttpResponse({ statusCode, headers: { ...answered }, body: stream }) };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  };
}

function queryOf({ query }: HttpRequest): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? ''].flat().map((one): [string, string] => [name, one]),
  );
  return new URLSearchParams(pairs).toString();
}

export function functionUrlEvent({ method, path, query, headers, body = '' }: WireHttp, domainName: string): object {
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    requestContext: { domainName, requestId: 'r-1', http: { method, path, sourceIp: '203.0.113.7', userAgent: 'test' } },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  };
}
