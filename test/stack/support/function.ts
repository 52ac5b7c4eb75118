/** A bundle in a process of its own, as a Lambda environment runs it. */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FromRuntime, HttpResult, Metadata, ToRuntime } from './lambda-runtime.ts';

export type Answered = Pick<HttpResult, 'statusCode' | 'headers' | 'cookies'> & {
  /** Base64. */
  readonly body: string;
};

export type OnPart = (head: Metadata, chunk: Buffer) => void;

export type RunningFunction = {
  readonly initMilliseconds: number;
  /** What a handler behind HTTP answers. */
  readonly invoke: (event: object) => Promise<Answered>;
  /** What any handler returns; of a streamed answer, whole unless somebody takes its parts as they come. */
  readonly run: (event: object, onPart?: OnPart) => Promise<unknown>;
  /** What has come of its log so far; all of it, once it is stopped. */
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
  const waiting = new Map<number, Waiting>();
  const ready = Promise.withResolvers<number>();
  child.on('message', (message: FromRuntime) => {
    if (message.kind === 'ready') return ready.resolve(message.initMilliseconds);
    const asked = waiting.get(message.id);
    if (message.kind === 'part') return asked?.onPart(message.head, Buffer.from(message.chunk, 'base64'));
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
  const ask = (event: object, onPart: OnPart) => {
    id += 1;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    waiting.set(id, { resolve, reject, onPart });
    child.send({ id, event } satisfies ToRuntime);
    return promise;
  };
  const run: RunningFunction['run'] = async (event, onPart) => {
    const parts: Buffer[] = [];
    const result = await ask(event, onPart ?? ((_head, chunk) => parts.push(chunk)));
    if (parts.length === 0) return result;
    return { ...(result as Metadata), body: Buffer.concat(parts).toString('base64'), isBase64Encoded: true };
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

type Waiting = {
  readonly resolve: (result: unknown) => void;
  readonly reject: (thrown: Error) => void;
  readonly onPart: OnPart;
};

/** What an HTTP front makes of a handler's result. */
export function answeredBy({ body = '', isBase64Encoded = false, ...head }: HttpResult): Answered {
  return { ...head, body: isBase64Encoded ? body : Buffer.from(body).toString('base64') };
}
