/** Reads what is there before a call changes it, with the connection's read role: masked, for its approvers. */

import { type Present, type PresentRead, presentRead, shownValues } from './approval/present.ts';
import type { Wire } from './front.ts';
import type { HttpReply } from './http.ts';
import { maskText } from './masking/mask-text.ts';
import type { Masker } from './masking/masker.ts';
import type { Call, Connection } from './model.ts';
import { decodeReply } from './protocols/aws/codec/decode-reply.ts';
import { type ReadingOptions, readByRole } from './read-by-role.ts';

export type PresentReader = {
  /** `undefined` for a call that nothing is read for. Never throws. */
  readonly read: (connection: Connection, call: Call) => Promise<Present | undefined>;
};

export type PresentReaderOptions = ReadingOptions & { readonly masker: Pick<Masker, 'maskReply'> };

/** Names of errors that say that there is nothing of that name. */
const absent = /NotFound|NoSuch|DoesNotExist|NotExist/;
/** Enough to be read, and far below what a page or a store takes. */
const maxPayloadBytes = 65_536;

export function createPresentReader(options: PresentReaderOptions): PresentReader {
  return {
    read: async (connection, call) => {
      const read = presentRead(call);
      if (read === undefined) return undefined;
      try {
        const answered = await readByRole(connection, call.region, read, options);
        return answered === undefined ? { state: 'unreadable' } : told(answered, read, options);
      } catch {
        return { state: 'unreadable' };
      }
    },
  };
}

type Answered = { readonly reply: HttpReply; readonly wire: Wire };

function told({ reply, wire }: Answered, read: PresentRead, { masker }: PresentReaderOptions): Present {
  const { client } = masker.maskReply(reply, { ...wire, secrets: [] });
  const decoded = decodeReply(client, { ...wire, maxPayloadBytes });
  if (decoded.outcome === 'error') return absent.test(decoded.error.code) ? { state: 'absent' } : { state: 'unreadable' };
  const rows = shownValues(decoded.response, read).map(({ name, text }) => ({ name, text: maskText(text) }));
  return rows.length === 0 ? { state: 'absent' } : { state: 'found', rows };
}
