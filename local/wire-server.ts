/** The AWS wire on one machine: plain node:http and node:http2 in front of the same handler core that the Lambda runs. */

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import { GatewayError } from '#core/errors.ts';
import {
  type Header,
  type HttpReply,
  headerList,
  headersWithLength,
  isStreamed,
  type StreamedBody,
  type StreamedReply,
  targetParts,
} from '#core/http.ts';
import { virtualBucket } from '#core/protocols/aws/identify/virtual-host.ts';
import type { WireRequest } from '#core/wire-front.ts';
import { type WireHandler, writeStream } from '#lambdas/wire/handler.ts';
import { isOwnHost } from './guard-host.ts';
import { readBody } from './read-body.ts';
import { defaultTimes, type SocketTimes, WireSockets } from './wire-sockets.ts';

export type WireServerOptions = {
  readonly handler: WireHandler;
  /** Answers in the client's protocol what the server itself refuses. */
  readonly refuse: (error: GatewayError, request: WireRequest) => HttpReply;
  readonly hosts: () => readonly string[];
  readonly bodyLimitBytes: number;
  readonly times?: SocketTimes;
};

type Incoming = IncomingMessage | Http2ServerRequest;
type Outgoing = ServerResponse | Http2ServerResponse;

/** What HTTP/2 has in its frames, and forbids as headers (RFC 9113 §8.2.2). */
const connectionHeaders: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

const partBytes = 256 * 1024;

const clientErrors: ReadonlyMap<unknown, string> = new Map([
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
]);

export function createWireServer(options: WireServerOptions): Server {
  const server = new WireSockets((request, response) => void serve(request, response, options), options.times ?? defaultTimes);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!isWaiting(request, options)) response.writeContinue();
    void serve(request, response, options);
  });
  server.on('clientError', (error, socket) => {
    const status = clientErrors.get('code' in error ? error.code : '') ?? '400 Bad Request';
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  return server;
}

async function serve(request: Incoming, response: Outgoing, options: WireServerOptions): Promise<void> {
  let isGone = false;
  response.once('close', () => {
    isGone = true;
  });
  try {
    const reply = await answer(request, () => isGone, options);
    const { stalledMilliseconds } = options.times ?? defaultTimes;
    await write(response, reply, { isHead: request.method === 'HEAD', stalledMilliseconds });
  } catch {
    // The client broke off in the middle of its request, or the answer in its own: the client must see that it is not whole.
    response.destroy();
  }
}

async function answer(request: Incoming, isGone: () => boolean, options: WireServerOptions): Promise<HttpReply | StreamedReply> {
  const head = wireRequest(request, new Uint8Array());
  if (!isOwnHost(hostAndOrigin(request), ownHosts(request, options.hosts()))) {
    return options.refuse(
      new GatewayError('unauthenticated', 'This gateway does not answer to the Host or Origin of the request.'),
      head,
    );
  }
  const body = isWaiting(request, options) ? undefined : await readBody(request, options.bodyLimitBytes);
  if (body === undefined) {
    const limit = `The body is larger than ${options.bodyLimitBytes} bytes, the limit of this front. Send it in smaller parts.`;
    const refused = options.refuse(new GatewayError('payload-too-large', limit), head);
    return { ...refused, headers: [...refused.headers, ['connection', 'close']] };
  }
  return options.handler({ ...head, body, isGone });
}

/** A client that asks before it sends (RFC 9110 §10.1.1) too large a body is told at once. */
function isWaiting({ headers }: Incoming, { bodyLimitBytes }: WireServerOptions): boolean {
  return headers.expect !== undefined && Number(headers['content-length'] ?? 0) > bodyLimitBytes;
}

function wireRequest(request: Incoming, body: Uint8Array): WireRequest {
  return {
    method: request.method ?? 'GET',
    ...targetParts(request.url ?? '/'),
    headers: headerList(request.rawHeaders).filter(([name]) => !isOfTheRequestLine(name)),
    body,
    sourceIp: request.socket.remoteAddress ?? '',
    isSecure: true,
  };
}

function hostAndOrigin({ headers }: Incoming): { readonly headers: { readonly host?: string; readonly origin?: string } } {
  const { origin } = headers;
  const host = headers.host ?? headers[':authority'];
  return {
    headers: { ...(typeof host === 'string' ? { host } : {}), ...(origin === undefined ? {} : { origin }) },
  };
}

/** S3 clients name a bucket in front of the host. */
function ownHosts(request: Incoming, hosts: readonly string[]): readonly string[] {
  const { host = '' } = hostAndOrigin(request).headers;
  return virtualBucket(host, hosts) === undefined ? hosts : [...hosts, host];
}

/** HTTP/2 writes the request line as headers; `:authority` alone is signed. */
function isOfTheRequestLine(name: string): boolean {
  return name === ':method' || name === ':path' || name === ':scheme';
}

type Writing = { readonly isHead: boolean; readonly stalledMilliseconds: number };

async function write(
  response: Outgoing,
  reply: HttpReply | StreamedReply,
  { isHead, stalledMilliseconds }: Writing,
): Promise<void> {
  // A reply after which nothing may be sent again carries no Date: clients would correct their clock by it, and send again.
  response.sendDate = false;
  if (isStreamed(reply)) {
    writeHead(response, reply.status, reply.headers);
    return writeStream(reply.body, response, stalledMilliseconds);
  }
  writeHead(response, reply.status, headersWithLength(reply, { isHead }));
  if (isHead || reply.body.length <= partBytes) return void response.end(isHead ? new Uint8Array() : reply.body);
  return writeStream(inParts(reply.body), response, stalledMilliseconds);
}

/** So that a client which takes its reply slowly is told from one that takes nothing. */
function inParts(body: Uint8Array): StreamedBody {
  const starts = Array.from({ length: Math.ceil(body.length / partBytes) }, (_, index) => index * partBytes);
  return {
    async *[Symbol.asyncIterator]() {
      for (const start of starts) yield body.subarray(start, start + partBytes);
    },
    sizeBytes: body.length,
    cancel: () => undefined,
  };
}

function writeHead(response: Outgoing, status: number, headers: readonly Header[]): void {
  if (!(response instanceof Http2ServerResponse)) return void response.writeHead(status, headers.flat());
  for (const [name, value] of headers) {
    if (!connectionHeaders.has(name.toLowerCase())) response.appendHeader(name, value);
  }
  response.writeHead(status);
}
