/** A bundle in a process of its own, as a Lambda environment runs it. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Answered, FromRuntime, ToRuntime } from './lambda-runtime.ts';

export type RunningFunction = {
  readonly initMilliseconds: number;
  readonly invoke: (event: object) => Promise<Answered>;
  /** Everything that it wrote to its log. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

const runtime = fileURLToPath(new URL('lambda-runtime.ts', import.meta.url));

/** Errors: an Error with the log when the bundle does not start. */
export async function startFunction(directory: string, environment: Readonly<Record<string, string>>): Promise<RunningFunction> {
  const child = fork(runtime, [join(directory, 'index.mjs')], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (log += chunk));
  const waiting = new Map<number, PromiseWithResolvers<Answered>>();
  const ready = Promise.withResolvers<number>();
  child.on('message', (message: FromRuntime) => {
    if (message.kind === 'ready') return ready.resolve(message.initMilliseconds);
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'answer') return asked?.resolve(message.answer);
    return asked?.reject(new Error(message.message));
  });
  child.once('close', (code) => {
    const ended = new Error(`the function ended with ${code}: ${log}`);
    ready.reject(ended);
    for (const { reject } of waiting.values()) reject(ended);
  });
  const initMilliseconds = await ready.promise;
  let id = 0;
  return {
    initMilliseconds,
    log: () => log,
    invoke: (event) => {
      id += 1;
      const asked = Promise.withResolvers<Answered>();
      waiting.set(id, asked);
      child.send({ id, event } satisfies ToRuntime);
      return asked.promise;
    },
    stop: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
    },
  };
}
