/** Releases an answer to its client. A payload that is still on its way is measured while it passes, and its end is recorded before its last bytes. */

import { createKeyedHash } from './canonical.ts';
import { GatewayError } from './errors.ts';
import type { Answering, Front } from './front.ts';
import { isStreamed, type StreamedBody } from './http.ts';
import type { MaskedAnswer } from './masking/mask-answer.ts';
import { type PayloadEnd, payloadEvent } from './payload-event.ts';
import type { Log, Now } from './ports.ts';
import type { EventDraft } from './recording/draft.ts';
import type { Story } from './story.ts';

export type ReleasePorts = {
  readonly record: (draft: EventDraft) => Promise<unknown>;
  readonly now: Now;
  readonly log: Log;
  readonly hashKey: Uint8Array;
};

type Releasing<Request> = { readonly story: Story; readonly request: Request };

/** Whoever gets a streamed answer reads it to its end or breaks it off; where it throws, the client must see that it is not whole. */
export function release<Request, Verified, Reply>(
  front: Front<Request, Verified, Reply>,
  { client }: Pick<MaskedAnswer, 'client'>,
  { story, request }: Releasing<Request>,
  ports: ReleasePorts,
): Reply {
  const answering: Answering<Request> = { callId: story.callId, request };
  if (!isStreamed(client)) return front.encode(client, answering);
  if (front.encodeStream === undefined) throw new TypeError('release: this front passes no payload on unread');
  return front.encodeStream({ ...client, body: measured(client.body, story, ports) } as typeof client, answering);
}

function measured(body: StreamedBody, story: Story, ports: ReleasePorts): StreamedBody {
  return { ...body, [Symbol.asyncIterator]: () => passOn(body, story, ports) };
}

/** The last part is held back until the event that closes the payload is durable: no record, no whole answer. */
async function* passOn(body: StreamedBody, story: Story, ports: ReleasePorts): AsyncGenerator<Uint8Array> {
  const hash = createKeyedHash(ports.hashKey);
  let sizeBytes = 0;
  let end: PayloadEnd = 'client-gone';
  let isClosed = false;
  const count = (part: Uint8Array) => {
    hash.add(part);
    sizeBytes += part.length;
    return part;
  };
  const close = async () => {
    isClosed = true;
    const event = payloadEvent(story, { end, sizeBytes, keyedHash: hash.hex(), at: ports.now() });
    await ports.record(event).catch((error: unknown) => {
      unrecorded(story, ports);
      throw error;
    });
  };
  try {
    let held: Uint8Array | undefined;
    for await (const part of upstreamOf(body, () => (end = 'upstream-broke'))) {
      if (held !== undefined) yield count(held);
      held = part;
    }
    if (held !== undefined) count(held);
    end = 'whole';
    await close();
    if (held !== undefined) yield held;
  } finally {
    body.cancel();
    if (!isClosed) await close().catch(() => undefined);
  }
}

async function* upstreamOf(body: StreamedBody, onBroken: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    onBroken();
    throw new GatewayError('outcome-unknown', 'The upstream broke off in the middle of its answer.', { cause });
  }
}

function unrecorded({ callId }: Story, { log }: ReleasePorts): void {
  log({ level: 'error', message: 'The end of a payload could not be recorded.', callId, code: 'recorder-unavailable' });
}
