/** A pack: many small compressed blobs in one file, each read alone. `<length of directory, 4 bytes big-endian><directory><blobs>`. */

import { brotliDecompressSync } from 'node:zlib';

/** Name → where the blob starts behind the directory, and its compressed size. */
type Directory = { readonly [name: string]: readonly [offsetBytes: number, sizeBytes: number] };

export type Pack = {
  readonly names: readonly string[];
  /** The blob as it was packed, decompressed; throws for a name that the pack does not hold. */
  readonly read: (name: string) => Uint8Array;
};

const lengthBytes = 4;

/** Opens a pack without decompressing any of its blobs. */
export function openPack(bytes: Uint8Array): Pack {
  const directoryEnd = lengthBytes + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const directory = new Map(Object.entries(parseDirectory(bytes.subarray(lengthBytes, directoryEnd))));
  return {
    names: [...directory.keys()],
    read: (name) => {
      const place = directory.get(name);
      if (place === undefined) throw new TypeError(`pack: there is no blob "${name}"`);
      const [offset, size] = place;
      return brotliDecompressSync(bytes.subarray(directoryEnd + offset, directoryEnd + offset + size));
    },
  };
}

function parseDirectory(bytes: Uint8Array): Directory {
  return JSON.parse(new TextDecoder().decode(bytes)) as Directory;
}
