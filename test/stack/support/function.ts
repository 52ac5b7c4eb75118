/** A bundle in a process of its own, as a Lambda environment runs it. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FromRuntime, HttpResult, ToRuntime } from './lambda-runtime.ts';

export type Answered = Pick<HttpResult, 'statusCode' | 'headers' | 'cookies'> & {
  /** Base64. */
  readonly body: string;
};

export type RunningFunction = {
  readonly initMilliseconds: number;
  /** What a handler behind HTTP answers. */
  readonly invoke: (event: object) => Promise<Answered>;
  /** What any handler returns. */
  readonly run: (event: object) => Promise<unknown>;
  /** Everything that it wrote to its log. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

const runtime = fileURLToPath(new URL('lambda-runtime.ts', import.meta.url));

/** `preloads`: modules that are there before the bundle. Errors: an Error with the log when the bundle does not start. */
export async function startFunction(
  directory: string,
  environment: Readonly<Record<string, string>>,
  preloads: readonly URL[] = [],
): Promise<RunningFunction> {
  const child = fork(runtime, [join(directory, 'index.mjs')], {
    env: { PATH: process.env.PATH, ...environment },
    execArgv: preloads.flatMap(({ href }) => ['--import', href]),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (log += chunk));
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const ready = Promise.withResolvers<number>();
  child.on('message', (message: FromRuntime) => {
    if (message.kind === 'ready') return ready.resolve(message.initMilliseconds);
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.kind === 'answer') return asked?.resolve(message.result);
    return asked?.reject(new Error(message.message));
  });
  child.once('close', (code) => {
    const ended = new Error(`the function ended with ${code}: ${log}`);
    ready.reject(ended);
    for (const { reject } of waiting.values()) reject(ended);
  });
  const initMilliseconds = await ready.promise;
  let id = 0;
  const run = (event: object) => {
    id += 1;
    const asked = Promise.withResolvers<unknown>();
    waiting.set(id, asked);
    child.send({ id, event } satisfies ToRuntime);
    return asked.promise;
  };
  return {
    initMilliseconds,
    log: () => log,
    run,
    invoke: async (event) => answeredBy((await run(event)) as HttpResult),
    stop: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
    },
  };
}

/** What an HTTP front makes of a handler's result. */
export function answeredBy({ body = '', isBase64Encoded = false, ...head }: HttpResult): Answered {
  return { ...head, body: isBase64Encoded ? body : Buffer.from(body).toString('base64') };
}
