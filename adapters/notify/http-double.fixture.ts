/** A server on 127.0.0.1 that keeps what it was sent and answers as it is told: the other end of a notifier in tests. */

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

export type Received = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
};
export type Answer = { readonly status?: number; readonly body: object };

export type HttpDouble = {
  readonly url: string;
  readonly received: readonly Received[];
  readonly close: () => Promise<void>;
};

export async function createHttpDouble(answer: (request: Received, count: number) => Answer): Promise<HttpDouble> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: await text(request) };
    received.push(one);
    const { status = 200, body } = answer(one, received.length);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const close = async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  };
  return { url: `http://127.0.0.1:${port}`, received, close };
}
