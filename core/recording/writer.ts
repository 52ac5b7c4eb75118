/** The writer: turns drafts into events, links each to the one before it, and says when it is stored (OCSF `record_integrity`). */

import { GatewayError, toGatewayError } from '../errors.ts';
import type { Masked } from '../model.ts';
import type { Log, NewId, Now, Recorder, StoredEvent } from '../ports.ts';
import type { Link, Predecessor } from './chain.ts';
import type { EventDraft } from './draft.ts';
import { composeEvent, type EventContent, type Stamp } from './event.ts';
import { writeLine } from './line.ts';
import { columnsOf } from './stored-event.ts';
import { composeUnknown } from './unknown-event.ts';

export type WriterOptions = {
  readonly recorder: Recorder;
  readonly now: Now;
  readonly newId: NewId;
  readonly tenant: string;
  readonly productVersion: string;
  /** Told when the store holds something else under an id of ours: somebody wrote beside the gateway. */
  readonly log?: Log;
};

export type Writer = {
  /** Durable when it returns. Errors: `recorder-unavailable`, `malformed-request` and `payload-too-large` for what has no record. */
  readonly record: (draft: EventDraft) => Promise<StoredEvent>;
  /** Ends a call whose outcome was never recorded as `unknown`. Errors: `recorder-unavailable`. */
  readonly close: (intent: StoredEvent) => Promise<StoredEvent>;
};

/** What becomes an event once the writer has stamped it. */
type Composing = { readonly compose: (stamp: Stamp) => EventContent; readonly body?: Masked<Uint8Array> | undefined };

/** One event with what the next one will say of it. */
type Linked = { readonly event: StoredEvent; readonly link: Link };

/** One writer's chain: where it stands, and the first event of which nobody knows whether it is stored. */
type Chain = {
  readonly writer: string;
  readonly sequence: number;
  readonly last?: Link;
  readonly predecessor?: Predecessor;
  readonly unsettled?: Linked;
};

/** The same bytes are put this often before their fate counts as unknown. */
const attempts = 3;

/**
 * One chain a process, in memory alone: no read, no contention. A writer whose event may or may not be stored is retired, and
 * the next one names it; a writer that has stored nothing yet has nothing to be named by, so it settles its first event first.
 */
export function createWriter(options: WriterOptions): Writer {
  let chain: Chain = { writer: options.newId(), sequence: 0 };
  let queue: Promise<unknown> = Promise.resolve();

  async function recordNext(composing: Composing): Promise<StoredEvent> {
    if (chain.unsettled !== undefined) await store(chain.unsettled);
    const linked = linkEvent(composing, chain, options);
    await store(linked);
    return linked.event;
  }

  async function store(linked: Linked): Promise<void> {
    const failure = await put(linked.event, options.recorder);
    if (failure === undefined) {
      chain = { writer: chain.writer, sequence: chain.sequence + 1, last: linked.link };
      return;
    }
    if (failure.code === 'payload-too-large') throw failure;
    if (failure.code === 'conflict') warn(linked.event, options.log);
    chain = afterFailure(chain, linked, { isStoredOtherwise: failure.code === 'conflict', newId: options.newId });
    throw unavailable(failure);
  }

  /** The writer's lock: one event after the other, whatever became of the one before. */
  function inTurn(composing: Composing): Promise<StoredEvent> {
    const turn = queue.then(() => recordNext(composing));
    queue = turn.catch(() => undefined);
    return turn;
  }

  return {
    record: (draft) => inTurn({ compose: (stamp) => composeEvent(draft, stamp), body: draft.answer?.body }),
    close: (intent) => inTurn({ compose: (stamp) => composeUnknown(intent, stamp) }),
  };
}

/** `undefined` once the event is stored; the last failure when the same bytes were refused every time. */
async function put(event: StoredEvent, recorder: Recorder): Promise<GatewayError | undefined> {
  let failure: GatewayError | undefined;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      await recorder.append(event);
      return undefined;
    } catch (thrown) {
      failure = toGatewayError(thrown);
      if (failure.code === 'conflict' || failure.code === 'payload-too-large') return failure;
    }
  }
  return failure;
}

function linkEvent({ compose, body }: Composing, chain: Chain, options: WriterOptions): Linked {
  const id = options.newId();
  const sequence = chain.sequence + 1;
  const { tenant, productVersion } = options;
  const content = composed(compose, {
    ...{ id, time: options.now(), tenant, productVersion, sequence },
    ...(chain.predecessor === undefined || sequence > 1 ? {} : { predecessor: chain.predecessor }),
  });
  const { line, fingerprint } = writeLine(content, { id, authority: tenant, writer: chain.writer, previous: chain.last });
  const columns = columnsOf({ ...content, attestation_list: [{ chain_uid: chain.writer }] });
  const event = body === undefined ? { columns, line } : { columns, line, body };
  return { event, link: { id, typeUid: Number(content.type_uid), fingerprint } };
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

type Failing = { readonly isStoredOtherwise: boolean; readonly newId: NewId };

function afterFailure(chain: Chain, { event, link }: Linked, { isStoredOtherwise, newId }: Failing): Chain {
  const { writer, sequence, last } = chain;
  if (last !== undefined) {
    const unconfirmed = { id: link.id, fingerprint: link.fingerprint };
    return { writer: newId(), sequence: 0, predecessor: { writer, sequence, fingerprint: last.fingerprint, unconfirmed } };
  }
  if (!isStoredOtherwise) return { ...chain, unsettled: { event, link } };
  return { writer: newId(), sequence: 0, ...(chain.predecessor === undefined ? {} : { predecessor: chain.predecessor }) };
}

function warn({ columns }: StoredEvent, log: Log | undefined): void {
  const place = `event ${columns.id} of writer ${columns.writer}, number ${columns.sequence}`;
  log?.({
    level: 'error',
    code: 'conflict',
    message: `The store holds something else in the place of ${place}: somebody writes beside the gateway.`,
  });
}

function unavailable(cause: GatewayError): GatewayError {
  return new GatewayError(
    'recorder-unavailable',
    'The call could not be recorded, so it was not let through. Try again; if it stays so, the operator must look at the store of the record.',
    { cause },
  );
}
