/** Reads a request's body whole, up to a limit. */

import type { Readable } from 'node:stream';

/** `undefined` when the body is larger than the limit: nothing of it is kept. Rejects when the client breaks off. */
export async function readBody(request: Readable, limitBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
