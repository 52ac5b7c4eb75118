/** A proxy on this machine that adds a bearer token, for clients that bring none. What it is called itself becomes the gateway's address, every other Host and Origin stays. */

import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export type TokenProxy = { readonly url: string; readonly close: () => Promise<void> };

export async function startTokenProxy(target: string, token: string): Promise<TokenProxy> {
  const url = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const own = hostOf(server.address());
    const renamed = Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [
        name,
        isOwn(name, value, own) ? String(value).replace(own, url.host) : value,
      ]),
    );
    const headers = { ...renamed, authorization: `Bearer ${token}` };
    const sent = request(url, { method: incoming.method ?? 'GET', headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    sent.once('error', () => outgoing.destroy());
    incoming.pipe(sent);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://${hostOf(server.address())}${url.pathname}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function hostOf(address: AddressInfo | string | null): string {
  return typeof address === 'object' && address !== null ? `127.0.0.1:${address.port}` : '';
}

function isOwn(name: string, value: string | readonly string[] | undefined, own: string): boolean {
  return (name === 'host' && value === own) || (name === 'origin' && value === `http://${own}`);
}
