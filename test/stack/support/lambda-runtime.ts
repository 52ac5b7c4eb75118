/**
 * What Lambda's Node runtime is to a bundle: run as a child process, it imports the bundle in its environment and gives back what
 * its handler returns for each event that it is sent. Like the real one, a streamed answer's status and headers go out before its
 * first write, and never without one.
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
  | { readonly kind: 'answer'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string };

export type ToRuntime = { readonly id: number; readonly event: object };

type Metadata = Pick<HttpResult, 'statusCode' | 'headers'>;

class ResponseStream extends Writable {
  readonly chunks: Buffer[] = [];
  sent: Metadata | undefined;

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk);
    done();
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

async function streamed(handler: Handler, event: object): Promise<HttpResult> {
  const stream = new ResponseStream();
  await handler(event, stream, context);
  if (!stream.writableFinished) await new Promise((resolve) => stream.once('finish', resolve));
  const head = stream.sent ?? { statusCode: 200, headers: {} };
  return { ...head, body: Buffer.concat(stream.chunks).toString('base64'), isBase64Encoded: true };
}

function tell(message: FromRuntime): void {
  process.send?.(message);
}

const started = performance.now();
const { handler }: { readonly handler: Handler } = await import(pathToFileURL(process.argv[2] ?? '').href);
process.on('message', async ({ id, event }: ToRuntime) => {
  try {
    const result = streams.has(handler) ? await streamed(handler, event) : await handler(event, context, context);
    tell({ kind: 'answer', id, result });
  } catch (thrown) {
    tell({ kind: 'failure', id, message: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'thrown' });
  }
});
tell({ kind: 'ready', initMilliseconds: performance.now() - started });
