/** The AWS wire on one machine: a plain node:http server in front of the same handler core that the Lambda runs. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { GatewayError } from '#core/errors.ts';
import { type Header, type HttpReply, headerValue } from '#core/http.ts';
import type { WireRequest } from '#core/wire-front.ts';
import type { WireHandler } from '#lambdas/wire/handler.ts';
import { isOwnHost } from './guard-host.ts';
import { readBody } from './read-body.ts';

export type WireServerOptions = {
  readonly handler: WireHandler;
  /** Answers in the client's protocol what the server itself refuses. */
  readonly refuse: (error: GatewayError, request: WireRequest) => HttpReply;
  readonly hosts: () => readonly string[];
  readonly bodyLimitBytes: number;
};

/** Request line and headers together; a session token has 4 KB at most. */
const headerLimitBytes = 32 * 1024;
const requestTimeoutMilliseconds = 120_000;

export function createWireServer(options: WireServerOptions): Server {
  const server = createServer(
    {
      maxHeaderSize: headerLimitBytes,
      requestTimeout: requestTimeoutMilliseconds,
      headersTimeout: 20_000,
      keepAliveTimeout: 65_000,
    },
    (request, response) => void serve(request, response, options),
  );
  server.on('clientError', (error, socket) => {
    const status =
      'code' in error && error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  return server;
}

async function serve(request: IncomingMessage, response: ServerResponse, options: WireServerOptions): Promise<void> {
  try {
    write(response, await answer(request, options), request.method === 'HEAD');
  } catch {
    // The client broke off in the middle of its request: there is nobody to answer.
    response.destroy();
  }
}

async function answer(request: IncomingMessage, options: WireServerOptions): Promise<HttpReply> {
  const head = wireRequest(request, new Uint8Array());
  if (!isOwnHost(request, options.hosts())) {
    return options.refuse(
      new GatewayError('unauthenticated', 'This gateway does not answer to the Host or Origin of the request.'),
      head,
    );
  }
  const body = await readBody(request, options.bodyLimitBytes);
  if (body === undefined) {
    const limit = `The body is larger than ${options.bodyLimitBytes} bytes, the limit of this front. Send it in smaller parts.`;
    const refused = options.refuse(new GatewayError('payload-too-large', limit), head);
    return { ...refused, headers: [...refused.headers, ['connection', 'close']] };
  }
  return options.handler({ ...head, body });
}

/** The request line's own bytes: a URL parser would normalise the path that was signed. */
function wireRequest(request: IncomingMessage, body: Uint8Array): WireRequest {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers: headerList(request.rawHeaders),
    body,
    sourceIp: request.socket.remoteAddress ?? '',
    isSecure: true,
  };
}

function headerList(raw: readonly string[]): readonly Header[] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? ''] as const);
}

function write(response: ServerResponse, reply: HttpReply, isHead: boolean): void {
  // A reply after which nothing may be sent again carries no Date: clients would correct their clock by it, and send again.
  response.sendDate = false;
  const hasLength = headerValue(reply.headers, 'content-length') !== undefined;
  const length: readonly Header[] = hasLength || isHead ? [] : [['content-length', String(reply.body.length)]];
  response.writeHead(reply.status, [...reply.headers, ...length].flat());
  response.end(isHead ? undefined : reply.body);
}
