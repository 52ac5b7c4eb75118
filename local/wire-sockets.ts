/** One port for HTTP/1.1 and for HTTP/2 with prior knowledge (RFC 9113 §3.3): the first bytes of a connection tell them apart. */

import http from 'node:http';
import http2 from 'node:http2';
import type { Socket } from 'node:net';

export type Serve = (
  request: http.IncomingMessage | http2.Http2ServerRequest,
  response: http.ServerResponse | http2.Http2ServerResponse,
) => void;

/** Request line and headers together; a session token has 4 KB at most. */
export const headerLimitBytes = 32 * 1024;

export type SocketTimes = {
  /** From the first byte of a request to the last of its head. */
  readonly headMilliseconds: number;
  /** From the first byte of a request to the last of its body. */
  readonly requestMilliseconds: number;
  /** While a reply is written, without a part of it taken. */
  readonly stalledMilliseconds: number;
  /** A connection on which nothing happens. */
  readonly idleMilliseconds: number;
};

export const defaultTimes: SocketTimes = {
  headMilliseconds: 20_000,
  requestMilliseconds: 120_000,
  stalledMilliseconds: 60_000,
  idleMilliseconds: 65_000,
};

const preface = Buffer.from('PRI * HTTP/2.0\r\n');

/** A server of HTTP/1.1 that hands connections over which begin as HTTP/2 does. */
export class WireSockets extends http.Server {
  readonly #http2: http2.Http2Server;
  /** Every connection that node:http does not count as its own. */
  readonly #others = new Set<Socket>();

  constructor(serve: Serve, times: SocketTimes) {
    super(
      {
        maxHeaderSize: headerLimitBytes,
        headersTimeout: times.headMilliseconds,
        requestTimeout: times.requestMilliseconds,
        keepAliveTimeout: times.idleMilliseconds,
        connectionsCheckingInterval: Math.min(times.headMilliseconds, 30_000),
      },
      serve,
    );
    this.#http2 = http2Server(serve, times);
    const toHttp1 = this.listeners('connection');
    this.removeAllListeners('connection');
    this.on('connection', (socket: Socket) => {
      this.#hold(socket);
      tellApart(socket, times.headMilliseconds, (isHttp2) => {
        if (isHttp2) return void this.#http2.emit('connection', socket);
        this.#others.delete(socket);
        for (const listener of toHttp1) Reflect.apply(listener, this, [socket]);
      });
    });
  }

  override closeAllConnections(): void {
    super.closeAllConnections();
    for (const socket of this.#others) socket.destroy();
  }

  #hold(socket: Socket): void {
    this.#others.add(socket);
    socket.once('close', () => this.#others.delete(socket));
  }
}

function http2Server(serve: Serve, times: SocketTimes): http2.Http2Server {
  const settings = { maxConcurrentStreams: 100, maxHeaderListSize: headerLimitBytes, enablePush: false };
  const server = http2.createServer({ settings, maxSessionMemory: 32 }, serve);
  server.on('session', (session) => session.setTimeout(times.idleMilliseconds, () => session.destroy()));
  // A stream on which nothing moves is ended; its client is slow or gone.
  server.on('stream', (stream) =>
    stream.setTimeout(times.requestMilliseconds, () => stream.close(http2.constants.NGHTTP2_CANCEL)),
  );
  server.on('sessionError', () => undefined);
  return server;
}

/** Calls back as soon as the first bytes cannot be anything else; a client that sends none is cut off. */
function tellApart(socket: Socket, withinMilliseconds: number, proceed: (isHttp2: boolean) => void): void {
  const timer = setTimeout(() => socket.destroy(), withinMilliseconds);
  const ignore = () => undefined;
  socket.on('error', ignore);
  socket.once('close', () => clearTimeout(timer));
  const look = () => {
    const first: Buffer | null = socket.read();
    if (first === null) return void socket.once('readable', look);
    socket.unshift(first);
    const compared = Math.min(first.length, preface.length);
    const isAlike = first.subarray(0, compared).equals(preface.subarray(0, compared));
    if (isAlike && compared < preface.length) return void socket.once('readable', look);
    clearTimeout(timer);
    socket.off('error', ignore);
    proceed(isAlike);
  };
  socket.once('readable', look);
}
