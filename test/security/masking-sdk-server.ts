/** An upstream on 127.0.0.1 that answers whatever it is told to, as the gateway's client would see it. */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpReply } from '#core/http.ts';

export type Answering = {
  readonly endpoint: string;
  readonly answer: (reply: HttpReply) => void;
  readonly requestCount: () => number;
  readonly close: () => Promise<void>;
};

export async function createAnswering(): Promise<Answering> {
  let reply: HttpReply = { status: 500, headers: [], body: new Uint8Array() };
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      requests += 1;
      response.writeHead(reply.status, reply.headers.flat()).end(reply.body);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    answer: (next) => {
      reply = next;
      requests = 0;
    },
    requestCount: () => requests,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
