/** A way to an upstream on which one operation can be held: its requests have arrived, and nobody answers them. */

import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

export type PausedUpstream = {
  readonly url: string;
  /** Requests of the held operation that arrived. */
  readonly arrived: () => number;
  readonly stop: () => Promise<void>;
};

/** `target`: the `X-Amz-Target` that is never answered. */
export async function startPausedUpstream(upstream: string, target: string): Promise<PausedUpstream> {
  let arrived = 0;
  const { hostname, port } = new URL(upstream);
  const server = createServer(async (incoming, reply) => {
    const body = await buffer(incoming);
    if (incoming.headers['x-amz-target'] === target) {
      arrived += 1;
      return;
    }
    const { method, url: path, rawHeaders: headers } = incoming;
    const passed = request({ hostname, port, method, path, headers }, (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(reply);
    });
    passed.end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    arrived: () => arrived,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
