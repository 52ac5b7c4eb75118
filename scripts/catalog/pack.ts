/** Writes packs (see `core/catalog/pack.ts`). Brotli, because its output is the same on every processor; zlib's is not. */

import { brotliCompressSync, constants } from 'node:zlib';

/** A pack of the named values as JSON. The order of names is the order given. */
export function writePack(values: ReadonlyMap<string, unknown>): Uint8Array {
  const directory: { [name: string]: readonly [number, number] } = {};
  const blobs: Uint8Array[] = [];
  let offset = 0;
  for (const [name, value] of values) {
    const blob = compress(Buffer.from(JSON.stringify(value)));
    directory[name] = [offset, blob.length];
    blobs.push(blob);
    offset += blob.length;
  }
  const head = Buffer.from(JSON.stringify(directory));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, ...blobs]);
}

function compress(bytes: Uint8Array): Uint8Array {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}
