/** Reads what a call's mutable references are now, with the connection's read role: a keyed hash of each answer of AWS. */

import type { ReferenceRead } from './approval/mutable-references.ts';
import { canonicalJson, keyedHashHex } from './canonical.ts';
import type { Wire } from './front.ts';
import type { HttpReply } from './http.ts';
import type { Connection } from './model.ts';
import { plainTree, readReplyTree } from './protocols/aws/codec/decode-reply-tree.ts';
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
        const answered = await readByRole(connection, region, read, options);
        return answered !== undefined && answered.reply.status < 300 ? keyedHashHex(hashKey, stableText(answered)) : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

const bounds = { depth: 200, values: 1_000_000 };

/** The same for the same thing: AWS writes members of JSON in any order, and every answer in XML carries its own request's id. */
function stableText({ reply: { body }, wire }: { readonly reply: HttpReply; readonly wire: Wire }): string {
  switch (wire.protocol) {
    case 'json':
    case 'rest-json':
      return canonicalJson(plainTree(readReplyTree(body, 'json', bounds)));
    case 'cbor':
      return canonicalJson(plainTree(readReplyTree(body, 'cbor', bounds)));
    case 'query':
    case 'ec2':
    case 'rest-xml':
      return new TextDecoder().decode(body).replace(/<(requestId|RequestId)>[^<]*<\/\1>/g, '');
  }
}
