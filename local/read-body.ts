/** Reads a request's body whole, up to a limit. */

import type { Readable } from 'node:stream';

/** So much more is read and thrown away: a client that is cut off while it sends never sees the refusal. */
const drainedBytes = 64 * 1024 * 1024;

/** `undefined` when the body is larger than the limit: nothing of it is kept. Rejects when the client breaks off. */
export async function readBody(request: Readable, limitBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= limitBytes) chunks.push(chunk);
    else chunks.length = 0;
    if (size > limitBytes + drainedBytes) break;
  }
  return size > limitBytes ? undefined : new Uint8Array(Buffer.concat(chunks));
}
