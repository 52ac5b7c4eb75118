/** A moto_server of one's own on a free port, ended by its process. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export type Moto = { readonly url: string; readonly stop: () => Promise<void> };

/** It loads all of moto, which takes long where much else runs. */
const startMs = 180_000;

/** `account`: whose requests are that name no role; 123456789012 by itself. Throws when it ends, or does not answer within minutes. */
export async function startMoto({ account }: { readonly account?: string } = {}): Promise<Moto> {
  const port = await freePort();
  const env = { ...process.env, ...(account === undefined ? {} : { MOTO_ACCOUNT_ID: account }) };
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore', env });
  const url = `http://127.0.0.1:${port}`;
  const ended = once(child, 'close');
  const stop = async () => {
    child.kill('SIGKILL');
    await ended.catch(() => {});
  };
  const deadline = AbortSignal.timeout(startMs);
  while (!(await answers(url))) {
    if (deadline.aborted || child.exitCode !== null) {
      await stop();
      throw new Error('moto_server did not start');
    }
    await delay(100);
  }
  return { url, stop };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/moto-api/`, { redirect: 'manual' })).ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
