/** Signed requests to AWS over node:http(s) with the raw path, on bounded keep-alive connections. It follows no redirect and repeats nothing. */

import type { ClientRequest, IncomingMessage } from 'node:http';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { GatewayError } from '#core/errors.ts';
import { type Header, type HttpReply, type StreamedReply, withoutHeaders } from '#core/http.ts';
import type { AwsCredentials, Connection } from '#core/model.ts';
import type { Now, Upstream, UpstreamRequest } from '#core/ports.ts';
import { withSourceUrl } from '#core/protocols/aws/forwarding/source-url.ts';
import { signRequest } from '#core/protocols/aws/signature/sign-request.ts';
import { readReply, streamReply } from './read-reply.ts';

export type UpstreamOptions = {
  readonly now: Now;
  /** Until a socket is connected and its TLS is up, a wait for a free socket included. */
  readonly connectTimeoutMs?: number;
  /** From the first byte sent to the last byte of the reply; of a streamed one to its head, and then from each part to the next. */
  readonly replyTimeoutMs?: number;
  readonly maxReplyBytes?: number;
  /** Sockets to one host. */
  readonly maxSockets?: number;
  /** Idle sockets are closed before AWS closes them: a request sent on a socket that is being closed has an unknown outcome. */
  readonly idleSocketMs?: number;
};

type Limits = Required<Omit<UpstreamOptions, 'now'>>;
type Origin = { readonly isTls: boolean; readonly host: string; readonly hostname: string; readonly port: number };
type Agents = { readonly plain: http.Agent; readonly tls: https.Agent };

const defaults: Limits = {
  connectTimeoutMs: 3000,
  replyTimeoutMs: 50_000,
  maxReplyBytes: 64 * 1024 * 1024,
  maxSockets: 64,
  idleSocketMs: 4000,
};

/** What belongs to one hop or is written here; none of it may come from the caller (aws-wire §10). */
const hopHeaders: ReadonlySet<string> = new Set(
  'host connection keep-alive proxy-connection transfer-encoding te trailer upgrade expect content-length accept-encoding http2-settings'.split(
    ' ',
  ),
);

export type ClosableUpstream = Upstream & { readonly close: () => void };

/** The upstream of every connection. Its errors say whether anything was sent: `upstream-unreachable` or `outcome-unknown`. */
export function createUpstream(options: UpstreamOptions): ClosableUpstream {
  const { now, ...rest } = options;
  const limits = { ...defaults, ...rest };
  const agentOptions = { keepAlive: true, maxSockets: limits.maxSockets, maxFreeSockets: 16, timeout: limits.idleSocketMs };
  const agents = { plain: new http.Agent(agentOptions), tls: new https.Agent(agentOptions) };
  const opened = (asked: UpstreamRequest, credentials: AwsCredentials) => {
    const signer = { credentials, now: now() };
    const request = withSourceUrl(asked, signer);
    const origin = originOf(request);
    return { request, sending: open(request, origin, signed(request, origin, signer), agents) };
  };
  return {
    send: async (request, credentials) => {
      const whole = (message: IncomingMessage) => readReply(message, request.method, limits.maxReplyBytes);
      return exchange(opened(request, credentials), { limits, read: whole });
    },
    stream: async (request, credentials) => {
      const read = async (message: IncomingMessage) =>
        isSuccess(message)
          ? streamReply(message, limits.replyTimeoutMs)
          : readReply(message, request.method, limits.maxReplyBytes);
      return exchange(opened(request, credentials), { limits, read });
    },
    close: () => {
      agents.plain.destroy();
      agents.tls.destroy();
    },
  };
}

function originOf({ connection, host }: UpstreamRequest): Origin {
  if (connection.endpoint !== undefined) return endpointOrigin(connection, connection.endpoint);
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host)) throw unreachable(connection, 'its host name is not one of AWS');
  return { isTls: true, host, hostname: host, port: 443 };
}

function endpointOrigin(connection: Connection, endpoint: string): Origin {
  const url = URL.parse(endpoint);
  const isTls = url?.protocol === 'https:';
  if (url === null || (!isTls && url.protocol !== 'http:') || url.pathname !== '/' || url.search !== '') {
    throw unreachable(connection, 'its endpoint must be http(s)://host:port without a path');
  }
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port);
  return { isTls, host: url.host, hostname: url.hostname.replace(/^\[|\]$/g, ''), port };
}

function signed(
  request: UpstreamRequest,
  origin: Origin,
  signer: { credentials: AwsCredentials; now: string },
): readonly Header[] {
  const { method, path, query, body, signingName, signingRegion } = request;
  const headers: readonly Header[] = [...withoutHeaders(request.headers, hopHeaders), ['accept-encoding', 'identity']];
  const own = signRequest({ method, host: origin.host, path, query, headers, body }, { ...signer, signingName, signingRegion });
  const length: readonly Header[] = hasNoBody(request) ? [] : [['content-length', String(body.length)]];
  return [['host', origin.host], ...withoutHeaders(own, new Set(['host', 'content-length'])), ...length];
}

function hasNoBody({ method, body }: UpstreamRequest): boolean {
  return body.length === 0 && (method === 'GET' || method === 'HEAD');
}

function open(request: UpstreamRequest, origin: Origin, headers: readonly Header[], agents: Agents): ClientRequest {
  const { hostname, port, isTls } = origin;
  const path = request.query === '' ? request.path : `${request.path}?${request.query}`;
  const common = { hostname, port, method: request.method, path, headers: headers.flat() };
  try {
    return isTls ? https.request({ ...common, agent: agents.tls }) : http.request({ ...common, agent: agents.plain });
  } catch (cause) {
    throw unreachable(request.connection, 'the request has a character that no HTTP message may have', cause);
  }
}

function isSuccess({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

type Opened = { readonly request: UpstreamRequest; readonly sending: ClientRequest };
type Exchange<Reply> = {
  readonly limits: Limits;
  readonly read: (message: IncomingMessage) => Promise<Reply>;
};

/** One request and its reply. Whatever fails once the socket was up leaves the outcome unknown. */
function exchange<Reply extends HttpReply | StreamedReply>(
  { request, sending }: Opened,
  { limits, read }: Exchange<Reply>,
): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  let isSent = false;
  let timer = setTimeout(() => sending.destroy(new Error('connect time-out')), limits.connectTimeoutMs);
  const fail = (cause: unknown) => reject(failure(request, isSent, cause));
  onConnected(sending, () => {
    isSent = true;
    clearTimeout(timer);
    timer = setTimeout(() => sending.destroy(new Error('reply time-out')), limits.replyTimeoutMs);
  });
  sending.on('error', fail);
  sending.on('upgrade', (_message, socket) => {
    fail(new Error('it wanted another protocol'));
    socket.destroy();
  });
  sending.on('response', (message) => {
    read(message).then(resolve, (cause) => {
      fail(cause);
      sending.destroy();
    });
  });
  sending.end(request.body);
  return promise.finally(() => clearTimeout(timer));
}

const connected = new WeakSet<Socket>();

/** Calls back when bytes may flow: at once on a kept connection, after TCP and TLS on a new one. */
function onConnected(sending: ClientRequest, proceed: () => void): void {
  sending.on('socket', (socket) => {
    if (connected.has(socket)) return proceed();
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => {
      connected.add(socket);
      proceed();
    });
  });
}

function failure(request: UpstreamRequest, isSent: boolean, cause: unknown): GatewayError {
  if (cause instanceof GatewayError) return cause;
  if (!isSent) return unreachable(request.connection, reasonOf(cause), cause);
  return new GatewayError(
    'outcome-unknown',
    `The call was sent to "${request.connection.name}" (${request.service}), and its answer was lost: ${reasonOf(cause)}. ` +
      'It may have run. Look there before you repeat it.',
    { cause },
  );
}

function unreachable(connection: Connection, why: string, cause?: unknown): GatewayError {
  return new GatewayError('upstream-unreachable', `"${connection.name}" cannot be reached: ${why}. Nothing was done.`, { cause });
}

/** Node's own error code (`ECONNREFUSED`), or our own words; never text that came from the upstream. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown';
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  return code ?? cause.message;
}
