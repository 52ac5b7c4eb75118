/** A streamed body whose beginning is looked at before anybody gets it: what was held comes first when it is read. */

import type { StreamedBody } from '../http.ts';

export type PeekedBody = StreamedBody & {
  /** Reads on until more than so many bytes are held; whether that is the whole body. */
  readonly hold: (mostBytes: number) => Promise<boolean>;
  readonly held: () => Uint8Array;
};

export function peekedBody(body: StreamedBody): PeekedBody {
  const source = body[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let size = 0;
  let isEnded = false;

  async function hold(mostBytes: number): Promise<boolean> {
    while (!isEnded && size <= mostBytes) {
      const next = await source.next();
      isEnded = next.done === true;
      if (next.done === true) break;
      held.push(next.value);
      size += next.value.length;
    }
    return isEnded && size <= mostBytes;
  }

  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield* held.splice(0);
      for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
    } finally {
      body.cancel();
    }
  }

  return { ...body, [Symbol.asyncIterator]: chunks, hold, held: () => joined(held, size) };
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only;
  const bytes = Buffer.concat(chunks, size);
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
