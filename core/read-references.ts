/** Reads what a call's mutable references are now, with the connection's read role: a keyed hash of each answer of AWS. */

import type { ReferenceRead } from './approval/mutable-references.ts';
import { keyedHashHex } from './canonical.ts';
import type { Connection } from './model.ts';
import { type ReadingOptions, readByRole } from './read-by-role.ts';

export type ReferenceReader = {
  /** The same text as long as the thing is the same; `undefined` where it could not be read. Never throws. */
  readonly read: (connection: Connection, region: string, read: ReferenceRead) => Promise<string | undefined>;
};

export type ReferenceReaderOptions = ReadingOptions & {
  /** Purpose key `recorded-hash`. */
  readonly hashKey: Uint8Array;
};

export function createReferenceReader({ hashKey, ...options }: ReferenceReaderOptions): ReferenceReader {
  return {
    read: async (connection, region, read) => {
      try {
        const reply = (await readByRole(connection, region, read, options))?.reply;
        return reply?.status === 200 ? keyedHashHex(hashKey, withoutRequestId(reply.body)) : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

/** Every answer of the XML protocols carries its own request's id. */
function withoutRequestId(body: Uint8Array): string {
  return new TextDecoder().decode(body).replace(/<(requestId|RequestId)>[^<]*<\/\1>/g, '');
}
