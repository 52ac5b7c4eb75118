/** The writer: turns drafts into events, links each to the one before it, and says when it is stored (OCSF `record_integrity`). */

import { GatewayError, toGatewayError } from '../errors.ts';
import type { Log, NewId, Now, Recorder, StoredEvent } from '../ports.ts';
import type { EventDraft } from './draft.ts';
import { composeEvent } from './event.ts';
import { advanced, type Chain, type Composing, inDoubt, type Linked, linkEvent } from './link-events.ts';
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

/** One caller, who goes on when its event is durable. */
type Waiting = {
  readonly composing: Composing;
  readonly stored: (event: StoredEvent) => void;
  readonly failed: (error: GatewayError) => void;
};

/** The same bytes are put this often before their fate counts as unknown. */
const attempts = 3;

/**
 * One chain a process, in memory alone: no read, no contention. What comes while one commit runs is linked in the order it came and
 * shares the next one (group commit); nobody waits for company. A writer whose events may or may not be stored is retired.
 */
export function createWriter(options: WriterOptions): Writer {
  const { mostAtOnce = 1 } = options.recorder;
  let chain: Chain = { writer: options.newId(), sequence: 0 };
  let waiting: Waiting[] = [];
  let isWriting = false;

  function inTurn(composing: Composing): Promise<StoredEvent> {
    return new Promise((stored, failed) => {
      waiting.push({ composing, stored, failed });
      if (!isWriting) void writeAll();
    });
  }

  async function writeAll(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostAtOnce);
      waiting = waiting.slice(mostAtOnce);
      await write(batch);
    }
    isWriting = false;
  }

  /** Whatever becomes of one batch is told to each of its callers, and the next one goes on. */
  async function write(batch: readonly Waiting[]): Promise<void> {
    try {
      if (chain.unsettled !== undefined) await store(chain.unsettled);
      const linked = linkAll(batch);
      await store([...linked.values()]);
      for (const [{ stored }, { event }] of linked) stored(event);
    } catch (thrown) {
      const error = toGatewayError(thrown);
      if (error.code === 'payload-too-large' && batch.length > 1) return writeOneByOne(batch);
      for (const { failed } of batch) failed(error);
    }
  }

  /** Only the one that is too large fails for it. */
  async function writeOneByOne(batch: readonly Waiting[]): Promise<void> {
    for (const one of batch) await write([one]);
  }

  /** What has no record fails alone, and takes no number. */
  function linkAll(batch: readonly Waiting[]): ReadonlyMap<Waiting, Linked> {
    const linked = new Map<Waiting, Linked>();
    let end = chain;
    for (const one of batch) {
      try {
        const next = linkEvent(one.composing, end, options);
        linked.set(one, next);
        end = advanced(end, [next]);
      } catch (thrown) {
        one.failed(toGatewayError(thrown));
      }
    }
    return linked;
  }

  async function store(linked: readonly Linked[]): Promise<void> {
    if (linked.length === 0) return;
    const events = linked.map(({ event }) => event);
    const failure = await put(events, options.recorder);
    if (failure === undefined) {
      chain = advanced(chain, linked);
      return;
    }
    if (failure.code === 'payload-too-large') throw failure;
    if (failure.code === 'conflict') warn(events, options.log);
    chain = inDoubt(chain, linked, { isStoredOtherwise: failure.code === 'conflict', newId: options.newId });
    throw unavailable(failure);
  }

  return {
    record: (draft) => inTurn({ compose: (stamp) => composeEvent(draft, stamp), body: draft.answer?.body }),
    close: (intent) => inTurn({ compose: (stamp) => composeUnknown(intent, stamp) }),
  };
}

/** `undefined` once the events are stored; the last failure when the same bytes were refused every time. */
async function put(events: readonly StoredEvent[], recorder: Recorder): Promise<GatewayError | undefined> {
  let failure: GatewayError | undefined;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      await recorder.append(events);
      return undefined;
    } catch (thrown) {
      failure = toGatewayError(thrown);
      if (failure.code === 'conflict' || failure.code === 'payload-too-large') return failure;
    }
  }
  return failure;
}

function warn(events: readonly StoredEvent[], log: Log | undefined): void {
  const [first, last] = [events.at(0)?.columns, events.at(-1)?.columns];
  if (first === undefined || last === undefined) return;
  const place = `event ${first.id} of writer ${first.writer}, number ${first.sequence}`;
  const until = first === last ? '' : `, or of those behind it up to number ${last.sequence}`;
  log?.({
    level: 'error',
    code: 'conflict',
    message: `The store holds something else in the place of ${place}${until}: somebody writes beside the gateway.`,
  });
}

function unavailable(cause: GatewayError): GatewayError {
  return new GatewayError(
    'recorder-unavailable',
    'The call could not be recorded, so it was not let through. Try again; if it stays so, the operator must look at the store of the record.',
    { cause },
  );
}
