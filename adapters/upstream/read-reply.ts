/** Reads one HTTP reply: raw header list, capped body, and no reply at all when it was cut. Or gives its body as it arrives. */

import type { IncomingMessage } from 'node:http';
import { GatewayError } from '#core/errors.ts';
import type { Header, HttpReply, StreamedBody, StreamedReply } from '#core/http.ts';

/** Errors: `payload-too-large` over the cap; any other error means that the reply did not arrive whole. */
export async function readReply(message: IncomingMessage, method: string, maxBytes: number): Promise<HttpReply> {
  const announced = Number(message.headers['content-length'] ?? 0);
  if (method !== 'HEAD' && announced > maxBytes) throw tooLarge(maxBytes);
  const body = await readBody(message, maxBytes);
  if (!message.complete) throw new Error('the reply was cut');
  return { status: message.statusCode ?? 0, headers: pairs(message.rawHeaders), body };
}

/** The body is read no faster than it is taken, and no longer than `idleMs` is waited for more of it, or for its reader. */
export function streamReply(message: IncomingMessage, idleMs: number): StreamedReply {
  const announced = message.headers['content-length'];
  const unread = setTimeout(() => message.destroy(new Error('nobody read the reply')), idleMs);
  const cancel = () => {
    clearTimeout(unread);
    message.destroy();
  };
  const body: StreamedBody = {
    [Symbol.asyncIterator]: () => {
      clearTimeout(unread);
      return chunksOf(message, idleMs);
    },
    ...(announced === undefined ? {} : { sizeBytes: Number(announced) }),
    cancel,
  };
  message.on('error', () => clearTimeout(unread));
  return { status: message.statusCode ?? 0, headers: pairs(message.rawHeaders), body };
}

async function* chunksOf(message: IncomingMessage, idleMs: number): AsyncGenerator<Uint8Array> {
  const source: AsyncIterator<Uint8Array> = message[Symbol.asyncIterator]();
  try {
    for (;;) {
      const idle = setTimeout(() => message.destroy(new Error('reply time-out')), idleMs);
      const next = await source.next().finally(() => clearTimeout(idle));
      if (next.done === true) break;
      yield next.value;
    }
    if (!message.complete) throw new Error('the reply was cut');
  } finally {
    message.destroy();
  }
}

async function readBody(message: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks, size));
}

function pairs(raw: readonly string[]): readonly Header[] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? '', raw[2 * index + 1] ?? '']);
}

function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError(
    'payload-too-large',
    `The call was carried out, but its reply is larger than ${maxBytes} bytes and was not read. Ask for less: a range, a page, a filter.`,
  );
}
