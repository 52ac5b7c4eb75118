/** How many calls a second pass at 1, 16 and 64 clients, and how much longer each takes than upstream alone, beside a plain node reverse proxy in one run. */

import { Agent, request } from 'node:http';
import { signRequest } from '#core/protocols/aws/signature/sign-request.ts';
import { type Issued, startGateway } from '#test/clients/support/gateway.ts';
import { configFor, start } from './latency.ts';
import { percentile, type Row } from './row.ts';

const clientCounts = [1, 16, 64] as const;
const callsARun = 600;
const warmUpCalls = 100;
const body = new TextEncoder().encode('Action=DescribeInstances&Version=2016-11-15');

export async function benchThroughput(): Promise<readonly Row[]> {
  const upstream = await start();
  const proxy = await start('--proxy', upstream.url);
  const gateway = await startGateway({ configFile: configFor(upstream.url) });
  try {
    const issued = await gateway.issue('engineer');
    const rows: Row[] = [];
    for (const clients of clientCounts) {
      const load = { clients, issued };
      const direct = await measured(upstream.url, load);
      const who = clients === 1 ? '1 client' : `${clients} clients`;
      rows.push(...rowsOf(`plain node reverse proxy, ${who}`, await measured(proxy.url, load), direct));
      rows.push(...rowsOf(`allowed read, ${who}`, await measured(gateway.wireUrl, load), direct));
    }
    return rows;
  } finally {
    await gateway.stop();
    upstream.child.kill();
    proxy.child.kill();
  }
}

type Load = { readonly clients: number; readonly issued: Issued };

type Measured = { readonly callsPerSecond: number; readonly taken: readonly number[] };

async function measured(url: string, load: Load): Promise<Measured> {
  await run(url, load, warmUpCalls);
  const from = performance.now();
  const taken = await run(url, load, callsARun);
  return { taken, callsPerSecond: (callsARun * 1000) / (performance.now() - from) };
}

/** The difference to upstream alone, at the same number of clients. */
function rowsOf(who: string, { callsPerSecond, taken }: Measured, direct: Measured): readonly Row[] {
  const added = (share: number) => percentile(taken, share) - percentile(direct.taken, share);
  return [
    { name: who, value: callsPerSecond, unit: 'calls/s' },
    { name: `${who}, added p50`, value: added(0.5), unit: 'ms' },
    { name: `${who}, added p99`, value: added(0.99), unit: 'ms' },
  ];
}

/** So many calls by clients that each send the next one when the last is answered. */
async function run(url: string, { clients, issued }: Load, calls: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const taken: number[] = [];
  let left = calls;
  const client = async () => {
    while (left > 0) {
      left -= 1;
      taken.push(await timed(url, issued, agent));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  return taken;
}

async function timed(url: string, issued: Issued, agent: Agent): Promise<number> {
  const { host, hostname, port } = new URL(url);
  const headers = [['content-type', 'application/x-www-form-urlencoded; charset=utf-8']] as const;
  const signed = signRequest(
    { method: 'POST', host, path: '/', query: '', headers, body },
    { credentials: { ...issued, expiresAt: '' }, signingName: 'ec2', signingRegion: 'eu-west-1', now: new Date().toISOString() },
  );
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const from = performance.now();
  const sent = request({ agent, hostname, port, method: 'POST', path: '/', headers: signed.flat() }, (reply) => {
    reply.resume();
    reply.once('end', () => (reply.statusCode === 200 ? resolve() : reject(new Error(`${url} answered ${reply.statusCode}`))));
  });
  sent.once('error', reject);
  sent.end(body);
  await promise;
  return performance.now() - from;
}
