/** One object of 1 GB through the gateway and through a plain node reverse proxy: how fast, and how much more memory the gateway holds meanwhile. */

import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { signRequest } from '#core/protocols/aws/signature/sign-request.ts';
import { type Issued, startGateway } from '#test/clients/support/gateway.ts';
import { configFor, start } from './latency.ts';
import type { Row } from './row.ts';

const megabyte = 1024 * 1024;
const sizeBytes = 1024 * megabyte;
const warmUpBytes = 32 * megabyte;
const sampleMilliseconds = 25;

export async function benchStreaming(): Promise<readonly Row[]> {
  const upstream = await start();
  const proxy = await start('--proxy', upstream.url);
  const gateway = await startGateway({ configFile: configFor(upstream.url) });
  try {
    const issued = await gateway.issue('engineer');
    for (const url of [proxy.url, gateway.wireUrl]) await download(url, issued, warmUpBytes);
    const plain = await download(proxy.url, issued, sizeBytes);
    const memory = watchMemory(gateway.dataDirectory);
    const own = await download(gateway.wireUrl, issued, sizeBytes);
    return [
      { name: '1 GB streamed', value: own, unit: 'MB/s' },
      { name: '1 GB streamed, plain node reverse proxy', value: plain, unit: 'MB/s' },
      ...memory().map((value) => ({ name: '1 GB streamed, peak memory above rest', value, unit: 'MB' })),
    ];
  } finally {
    await gateway.stop();
    upstream.child.kill();
    proxy.child.kill();
  }
}

/** In megabytes a second. */
async function download(url: string, issued: Issued, bytes: number): Promise<number> {
  const { host, hostname, port } = new URL(url);
  const unsigned = { method: 'GET', host, path: `/b/${bytes}`, query: '', headers: [], body: new Uint8Array() };
  const signing = { signingName: 's3', signingRegion: 'eu-west-1', now: new Date().toISOString() };
  const headers = signRequest(unsigned, { credentials: { ...issued, expiresAt: '' }, ...signing }).flat();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const from = performance.now();
  const sent = request({ hostname, port, path: unsigned.path, headers }, (reply) => {
    let taken = 0;
    reply.on('data', (chunk: Buffer) => {
      taken += chunk.length;
    });
    reply.once('error', reject);
    reply.once('end', () => (taken === bytes ? resolve(bytes / megabyte) : reject(new Error(`${url} gave ${taken} bytes`))));
  });
  sent.once('error', reject);
  sent.end();
  return ((await promise) * 1000) / (performance.now() - from);
}

/** Its call gives the peak above what was held at first, in megabytes; nothing where there is no /proc. */
function watchMemory(dataDirectory: string): () => readonly number[] {
  const status = statusFileOf(dataDirectory);
  if (status === undefined) return () => [];
  const first = residentMegabytes(status);
  let peak = first;
  const sampling = setInterval(() => {
    peak = Math.max(peak, residentMegabytes(status));
  }, sampleMilliseconds);
  return () => {
    clearInterval(sampling);
    return [peak - first];
  };
}

function residentMegabytes(status: string): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1] ?? 0) / 1024;
}

/** Of the process that was started with this directory. */
function statusFileOf(dataDirectory: string): string | undefined {
  const processes = listed('/proc').filter((name) => /^\d+$/.test(name));
  const own = processes.find((id) => commandOf(id).includes(dataDirectory));
  return own === undefined ? undefined : `/proc/${own}/status`;
}

function commandOf(id: string): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function listed(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
