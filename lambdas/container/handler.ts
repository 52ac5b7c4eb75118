/**
 * The AWS wire as a plain HTTP/1.1 server behind a load balancer that ends TLS: the same handler core as the function's, for
 * bodies as large as the container's memory allows.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { GatewayError } from '#core/errors.ts';
import {
  type Header,
  type HttpReply,
  headerList,
  headersWithLength,
  headerValues,
  isStreamed,
  type StreamedReply,
  targetParts,
} from '#core/http.ts';
import type { WireRequest } from '#core/wire-front.ts';
import { type WireHandler, writeStream } from '../wire/handler.ts';
import { type BodyShare, createBodyShare } from './body-share.ts';

export type ContainerOptions = {
  readonly handler: WireHandler;
  /** Answers in the client's protocol what the server itself refuses. */
  readonly refuse: (error: GatewayError, request: WireRequest) => HttpReply;
  /** The wire's own name; with another Host there is nothing but the balancer's look at its health. */
  readonly ownName: string;
  readonly bodyLimitBytes: number;
};

/** Longer than the balancer keeps a connection, or it would send into one that is being closed. */
const keepAliveMilliseconds = 130_000;

export function createContainerServer(options: ContainerOptions): Server {
  const share = createBodyShare(options.bodyLimitBytes);
  const server = createServer({ keepAliveTimeout: keepAliveMilliseconds, requestTimeout: 0 }, (request, response) => {
    void serve(request, response, { ...options, share });
  });
  return server;
}

type Serving = ContainerOptions & { readonly share: BodyShare };

async function serve(request: IncomingMessage, response: ServerResponse, options: Serving): Promise<void> {
  // A reply after which nothing may be sent again carries no Date: clients would correct their clock by it, and send again.
  response.sendDate = false;
  if (request.url === '/healthz' && request.headers.host !== options.ownName) return void response.end('ok\n');
  const leave = options.share.enter();
  try {
    await write(response, await answer(request, response, { ...options, take: leave.take }), request.method === 'HEAD');
  } catch {
    // The client broke off in the middle of its request, or the answer in its own: the client must see that it is not whole.
    response.destroy();
  } finally {
    leave.done();
  }
}

type Answering = Serving & { readonly take: ReturnType<BodyShare['enter']>['take'] };

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { handler, refuse, bodyLimitBytes, take }: Answering,
): Promise<HttpReply | StreamedReply> {
  const head = headOf(request);
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    const refusal = take(chunk.length);
    if (refusal === undefined) chunks.push(chunk);
    else return closing(refuse(refusalOf(refusal, bodyLimitBytes), head));
  }
  return handler({ ...head, body: new Uint8Array(Buffer.concat(chunks)), isGone: () => response.destroyed });
}

function refusalOf(refusal: 'too-large' | 'too-much', limitBytes: number): GatewayError {
  if (refusal === 'too-much')
    return new GatewayError('rate-limited', 'This container holds as many bodies as its memory takes. Come back in a moment.');
  return new GatewayError(
    'payload-too-large',
    `The body is larger than ${limitBytes} bytes, the limit of this front (wire.bodyMegabytes). Send it in smaller parts.`,
  );
}

/** What is left of the request is not read: the connection is of no more use. */
function closing(reply: HttpReply): HttpReply {
  return { ...reply, headers: [...reply.headers, ['connection', 'close']] };
}

function headOf({ method = 'GET', url = '/', rawHeaders }: IncomingMessage): WireRequest {
  const headers = headerList(rawHeaders);
  return { method, ...targetParts(url), headers, body: new Uint8Array(), sourceIp: clientAddress(headers), isSecure: true };
}

/** The balancer appends the address that it saw; what stands before it, anybody can write. */
function clientAddress(headers: readonly Header[]): string {
  const seen = headerValues(headers, 'x-forwarded-for').join(',').split(',');
  return (seen.at(-1) ?? '').trim();
}

async function write(response: ServerResponse, reply: HttpReply | StreamedReply, isHead: boolean): Promise<void> {
  if (isStreamed(reply)) {
    response.writeHead(reply.status, reply.headers.flat());
    return writeStream(reply.body, response);
  }
  response.writeHead(reply.status, headersWithLength(reply, { isHead }).flat());
  response.end(isHead ? new Uint8Array() : reply.body);
}
