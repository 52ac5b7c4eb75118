/** What the gateway adds to an allowed read over a fixed upstream, beside what a plain node reverse proxy adds, in one run. */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { signRequest } from '#core/protocols/aws/signature/sign-request.ts';
import { type Issued, startGateway } from '#test/clients/support/gateway.ts';
import { median, percentile, type Row } from './row.ts';

const rounds = 12;
const callsARound = 60;
const body = new TextEncoder().encode('Action=DescribeInstances&Version=2016-11-15');
const agent = new Agent({ keepAlive: true });

export async function benchLatency(): Promise<readonly Row[]> {
  const upstream = await start();
  const proxy = await start('--proxy', upstream.url);
  const gateway = await startGateway({ configFile: configFor(upstream.url) });
  const issued = await gateway.issue('engineer');
  try {
    return await measure({ direct: upstream.url, proxy: proxy.url, gateway: gateway.wireUrl }, issued);
  } finally {
    await gateway.stop();
    upstream.child.kill();
    proxy.child.kill();
  }
}

type Targets = { readonly direct: string; readonly proxy: string; readonly gateway: string };

async function measure(targets: Targets, issued: Issued): Promise<readonly Row[]> {
  const taken = { direct: [] as number[], proxy: [] as number[], gateway: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    for (const name of ['direct', 'proxy', 'gateway'] as const) {
      const samples = await series(targets[name], issued);
      if (round > 0) taken[name].push(...samples);
    }
  }
  const added = (name: 'proxy' | 'gateway', share: number) => percentile(taken[name], share) - percentile(taken.direct, share);
  return [
    { name: 'allowed read, added p50', value: added('gateway', 0.5), unit: 'ms', budget: { kind: 'at-most', value: 3 } },
    { name: 'allowed read, added p99', value: added('gateway', 0.99), unit: 'ms' },
    { name: 'plain node reverse proxy, added p50', value: added('proxy', 0.5), unit: 'ms' },
    { name: 'ratio of the two, p50', value: added('gateway', 0.5) / added('proxy', 0.5), unit: '×' },
    { name: 'fixed upstream alone, p50', value: median(taken.direct), unit: 'ms' },
  ];
}

async function series(url: string, issued: Issued): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let call = 0; call < callsARound; call += 1) samples.push(await timed(url, issued));
  return samples;
}

async function timed(url: string, issued: Issued): Promise<number> {
  const { host, hostname, port } = new URL(url);
  const unsigned = {
    method: 'POST',
    host,
    path: '/',
    query: '',
    headers: [['content-type', 'application/x-www-form-urlencoded; charset=utf-8']] as const,
    body,
  };
  const credentials = { ...issued, expiresAt: '' };
  const headers = signRequest(unsigned, {
    credentials,
    signingName: 'ec2',
    signingRegion: 'eu-west-1',
    now: new Date().toISOString(),
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const from = performance.now();
  const sent = request({ agent, hostname, port, method: 'POST', path: '/', headers: headers.flat() }, (reply) => {
    reply.resume();
    reply.once('end', () => (reply.statusCode === 200 ? resolve() : reject(new Error(`${url} answered ${reply.statusCode}`))));
  });
  sent.once('error', reject);
  sent.end(body);
  await promise;
  return performance.now() - from;
}

export async function start(...args: readonly string[]): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const child = spawn(process.execPath, [new URL('fixed-upstream.ts', import.meta.url).pathname, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) return { child, url: line };
  throw new Error('the fixed upstream did not start');
}

/** The shipped configuration with this upstream, and with budgets that a bench does not use up. */
export function configFor(endpoint: string): string {
  const root = new URL('../', import.meta.url);
  const file = join(tmpdir(), `countersign-bench-${process.pid}.yaml`);
  const local = readFileSync(new URL('local/countersign.config.yaml', root), 'utf8');
  writeFileSync(
    file,
    `limits: { callsPerSecond: 100000, callBurst: 1000000, factReadsPerSecond: 100000, factReadBurst: 1000000 }\n${local}`
      .replace('http://127.0.0.1:%SANDBOX_PORT%', endpoint)
      .replace('../policies', new URL('policies', root).pathname),
  );
  return file;
}
