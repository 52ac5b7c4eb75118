/** Links drafts into a writer's chain: numbers, names and hashes what is stored next. */

import { GatewayError } from '../errors.ts';
import type { Masked } from '../model.ts';
import type { NewId, Now, StoredEvent } from '../ports.ts';
import type { Link, Predecessor } from './chain.ts';
import type { EventContent, Stamp } from './event.ts';
import { writeLine } from './line.ts';
import { columnsOf } from './stored-event.ts';

/** What becomes an event once the writer has stamped it. */
export type Composing = { readonly compose: (stamp: Stamp) => EventContent; readonly body?: Masked<Uint8Array> | undefined };

/** One event with what the next one will say of it. */
export type Linked = { readonly event: StoredEvent; readonly link: Link };

/** One writer's chain: where it stands, and the events of which nobody knows whether they are stored. */
export type Chain = {
  readonly writer: string;
  readonly sequence: number;
  readonly last?: Link;
  readonly predecessor?: Predecessor;
  readonly unsettled?: readonly Linked[];
};

export type Linking = { readonly now: Now; readonly newId: NewId; readonly tenant: string; readonly productVersion: string };

/** Errors: `malformed-request` for what has no record. */
export function linkEvent({ compose, body }: Composing, chain: Chain, { now, newId, tenant, productVersion }: Linking): Linked {
  const id = newId();
  const sequence = chain.sequence + 1;
  const content = composed(compose, {
    ...{ id, time: now(), tenant, productVersion, sequence },
    ...(chain.predecessor === undefined || sequence > 1 ? {} : { predecessor: chain.predecessor }),
  });
  const { line, fingerprint } = writeLine(content, { id, authority: tenant, writer: chain.writer, previous: chain.last });
  const columns = columnsOf({ ...content, attestation_list: [{ chain_uid: chain.writer }] });
  const event = body === undefined ? { columns, line } : { columns, line, body };
  return { event, link: { id, typeUid: Number(content.type_uid), fingerprint } };
}

/** Where the chain stands once these are stored. */
export function advanced(chain: Chain, linked: readonly Linked[]): Chain {
  const last = linked.at(-1)?.link;
  return last === undefined ? chain : { writer: chain.writer, sequence: chain.sequence + linked.length, last };
}

export type Doubt = { readonly isStoredOtherwise: boolean; readonly newId: NewId };

/**
 * Where to go on when nobody knows whether these are stored: another writer names this one. A writer that has stored nothing yet
 * has nothing to be named by, so it settles its first events first, unless somebody else's stand in their place.
 */
export function inDoubt(chain: Chain, linked: readonly Linked[], { isStoredOtherwise, newId }: Doubt): Chain {
  const { writer, sequence, last, predecessor } = chain;
  const end = linked.at(-1)?.link;
  if (last !== undefined && end !== undefined) {
    const unconfirmed = { count: linked.length, id: end.id, fingerprint: end.fingerprint };
    return { writer: newId(), sequence: 0, predecessor: { writer, sequence, fingerprint: last.fingerprint, unconfirmed } };
  }
  if (!isStoredOtherwise) return { ...chain, unsettled: linked };
  return { writer: newId(), sequence: 0, ...(predecessor === undefined ? {} : { predecessor }) };
}

function composed(compose: Composing['compose'], stamp: Stamp): EventContent {
  try {
    return compose(stamp);
  } catch (cause) {
    throw new GatewayError(
      'malformed-request',
      'The call cannot be recorded, because a value in it nests too deep or is a number that JSON cannot carry. Send it without that value.',
      { cause },
    );
  }
}
