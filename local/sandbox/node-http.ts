/** Node's request and response ↔ the raw messages that the sandbox works on. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Header, HttpReply, HttpRequest } from '#core/http.ts';

const maxBodyBytes = 64 * 1024 * 1024;

export async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  const { rawHeaders } = incoming;
  const headers = Array.from(
    { length: rawHeaders.length / 2 },
    (_, index): Header => [rawHeaders[2 * index] ?? '', rawHeaders[2 * index + 1] ?? ''],
  );
  return { method: incoming.method ?? 'GET', path, query: query.join('?'), headers, body: await readBody(incoming) };
}

export function writeReply(reply: HttpReply, method: string, outgoing: ServerResponse): void {
  const hasLength = reply.headers.some(([name]) => name === 'content-length') || reply.status === 204;
  const length: readonly Header[] = hasLength ? [] : [['content-length', String(reply.body.length)]];
  outgoing.writeHead(reply.status, [...reply.headers, ...length].flat());
  outgoing.end(method === 'HEAD' ? undefined : reply.body);
}

async function readBody(incoming: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new RangeError(`the sandbox takes at most ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks, size));
}
