/**
 * What Lambda's Node runtime is to a bundle: run as a child process, it imports the bundle in its environment and gives back what
 * its handler returns for each event that it is sent. Like the real one, a streamed answer goes out part by part, its status and
 * headers before its first write, and never without one.
 */

import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

/** What a handler behind HTTP returns, or streams. */
export type HttpResult = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
};

export type FromRuntime =
  | { readonly kind: 'ready'; readonly initMilliseconds: number }
  /** Of a streamed answer: the bytes in base64. */
  | { readonly kind: 'part'; readonly id: number; readonly head: Metadata; readonly chunk: string }
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string };

export type ToRuntime = { readonly id: number; readonly event: object };

export type Metadata = Pick<HttpResult, 'statusCode' | 'headers'>;

/** What goes out before anybody said otherwise. */
const unsaid: Metadata = { statusCode: 200, headers: {} };

class ResponseStream extends Writable {
  sent: Metadata | undefined;
  private readonly id: number;

  constructor(id: number) {
    super();
    this.id = id;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const part: FromRuntime = { kind: 'part', id: this.id, head: this.sent ?? unsaid, chunk: chunk.toString('base64') };
    process.send?.(part, undefined, undefined, () => done());
  }
}

/** The prelude waits for a write by name: what `end` brings along is too late for it. */
function withPrelude(stream: ResponseStream, prelude: Metadata): ResponseStream {
  const write = stream.write.bind(stream);
  stream.write = (chunk: Uint8Array) => {
    stream.sent ??= prelude;
    return write(chunk);
  };
  return stream;
}

const streams = new WeakSet<object>();

Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: object) => {
      streams.add(handler);
      return handler;
    },
    HttpResponseStream: {
      from: withPrelude,
    },
  },
});

const context = { awsRequestId: 'r-1' };

type Handler = (event: object, second: object, context: object) => Promise<unknown>;

async function stream(handler: Handler, { id, event }: ToRuntime): Promise<Metadata> {
  const response = new ResponseStream(id);
  await handler(event, response, context);
  if (!response.writableFinished) await new Promise((resolve) => response.once('finish', resolve));
  return response.sent ?? unsaid;
}

function tell(message: FromRuntime): void {
  process.send?.(message);
}

const started = performance.now();
const { handler }: { readonly handler: Handler } = await import(pathToFileURL(process.argv[2] ?? '').href);
process.on('message', async ({ id, event }: ToRuntime) => {
  try {
    const result = streams.has(handler) ? await stream(handler, { id, event }) : await handler(event, context, context);
    tell({ kind: 'answer', id, result });
  } catch (thrown) {
    tell({ kind: 'failure', id, message: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'thrown' });
  }
});
tell({ kind: 'ready', initMilliseconds: performance.now() - started });
