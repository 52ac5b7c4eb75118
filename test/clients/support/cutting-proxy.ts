/** A way to a server on which the first answers get lost: their connection breaks when the first byte of the answer comes. */

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type CuttingProxy = {
  readonly port: number;
  /** How many answers were lost. */
  readonly lost: () => number;
  readonly stop: () => Promise<void>;
};

/** A client of a proxy writes the whole address into the request line; what it signed is the path (RFC 9112 §3.2.2). */
function originForm(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(/^([A-Z]+ )http:\/\/[^/ ]+/, '$1'), 'latin1');
}

export async function startCuttingProxy(target: number, cuts: number): Promise<CuttingProxy> {
  let lost = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (bytes) => upstream.write(originForm(bytes)));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    upstream.on('data', (bytes) => {
      if (lost >= cuts) return void client.write(bytes);
      lost += 1;
      client.resetAndDestroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    lost: () => lost,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
