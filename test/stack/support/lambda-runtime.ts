/**
 * What Lambda's Node runtime is to a bundle: run as a child process, it imports the bundle in its environment and answers each
 * event that it is sent. Like the real one, a streamed answer's status and headers go out before its first write, and never
 * without one.
 */

import { Writable } from 'node:stream';
import { pathToFileURL } from 'node:url';

export type Answered = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Base64. */
  readonly body: string;
};

export type FromRuntime =
  | { readonly kind: 'ready'; readonly initMilliseconds: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answered }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string };

export type ToRuntime = { readonly id: number; readonly event: object };

type Metadata = Pick<Answered, 'statusCode' | 'headers'>;
type Buffered = Metadata & { readonly body?: string; readonly isBase64Encoded?: boolean };

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

type Handler = (event: object, second: object, context: object) => Promise<Buffered>;

async function answerStreamed(handler: Handler, event: object): Promise<Answered> {
  const stream = new ResponseStream();
  await handler(event, stream, context);
  if (!stream.writableFinished) await new Promise((resolve) => stream.once('finish', resolve));
  const head = stream.sent ?? { statusCode: 200, headers: {} };
  return { ...head, body: Buffer.concat(stream.chunks).toString('base64') };
}

async function answerBuffered(handler: Handler, event: object): Promise<Answered> {
  const { statusCode, headers, body = '', isBase64Encoded = false } = await handler(event, context, context);
  return { statusCode, headers, body: isBase64Encoded ? body : Buffer.from(body).toString('base64') };
}

function tell(message: FromRuntime): void {
  process.send?.(message);
}

const started = performance.now();
const { handler }: { readonly handler: Handler } = await import(pathToFileURL(process.argv[2] ?? '').href);
process.on('message', async ({ id, event }: ToRuntime) => {
  try {
    const answer = streams.has(handler) ? await answerStreamed(handler, event) : await answerBuffered(handler, event);
    tell({ kind: 'answer', id, answer });
  } catch (thrown) {
    tell({ kind: 'failure', id, message: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'thrown' });
  }
});
tell({ kind: 'ready', initMilliseconds: performance.now() - started });
