/** Everything that answers over TLS, in one server on 127.0.0.1, told apart by the host that was asked for. */

import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { testKey } from '#test/clients/support/certificates.fixture.ts';
import { reroute } from './reroute.ts';
import { worldCertificate } from './world-certificate.fixture.ts';

export type World = {
  readonly port: number;
  /** Hosts that somebody asked for and nobody serves. */
  readonly strangers: () => readonly string[];
  readonly stop: () => Promise<void>;
};

export type HostedAt = (host: string) => RequestListener | undefined;

/** From now on this process finds its hosts there as well. */
export async function startWorld(hostedAt: HostedAt): Promise<World> {
  const strangers: string[] = [];
  const server = createServer({ key: testKey, cert: worldCertificate, maxHeaderSize: 65_536 }, (request, response) => {
    const host = request.headers.host ?? '';
    const serve = hostedAt(host);
    if (serve !== undefined) return void serve(request, response);
    strangers.push(host);
    response.writeHead(502).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  reroute(port);
  return {
    port,
    strangers: () => strangers,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
