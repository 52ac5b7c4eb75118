/** Recovery: an intent whose outcome was never recorded ends as `unknown`, so that no call is left without an end. */

import type { Recorder } from '../ports.ts';
import type { Writer } from './writer.ts';

export type Recovery = {
  readonly recorder: Recorder;
  readonly writer: Writer;
  /** Intents older than this are open no more: the process that held them is gone, or its time is up. */
  readonly before: string;
};

/** How many were closed. Errors: `recorder-unavailable`; what was closed until then stays closed, and the rest is found again. */
export async function closeOpenIntents({ recorder, writer, before }: Recovery): Promise<number> {
  let closed = 0;
  for (;;) {
    const intents = await recorder.openIntents(before);
    if (intents.length === 0) return closed;
    for (const intent of intents) await writer.close(intent);
    closed += intents.length;
  }
}
