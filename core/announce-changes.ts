/** Tells other systems of state changes as they are recorded, beside the calls: a feed that is slow or down holds up nothing. */

import type { Log, StoredEvent } from './ports.ts';
import type { Writer } from './recording/writer.ts';
import { type StateChange, type StateFeed, stateChangeOf } from './state-change.ts';

export type Announcing = { readonly feeds: readonly StateFeed[]; readonly log: Log };

/** So many changes wait for one feed; what comes on top is not told, and said in the log. */
const mostWaiting = 1000;

/** The same writer, whose events are told once they are stored. */
export function announcing(writer: Writer, { feeds, log }: Announcing): Writer {
  const tells = feeds.map((feed) => inOrder(feed, log));
  if (tells.length === 0) return writer;
  const announce = (event: StoredEvent): StoredEvent => {
    const change = stateChangeOf(event);
    if (change !== undefined) for (const tell of tells) tell(change);
    return event;
  };
  return {
    record: async (draft) => announce(await writer.record(draft)),
    close: async (intent) => announce(await writer.close(intent)),
  };
}

/** One after the other: what waits meanwhile goes together. */
function inOrder(feed: StateFeed, log: Log): (change: StateChange) => void {
  let waiting: StateChange[] = [];
  let isTelling = false;

  async function tellAll(): Promise<void> {
    isTelling = true;
    while (waiting.length > 0) {
      const changes = waiting;
      waiting = [];
      await feed.tell(changes).catch(() => untold(feed, changes.length, log));
    }
    isTelling = false;
  }

  return (change) => {
    if (waiting.length === mostWaiting) return untold(feed, 1, log);
    waiting.push(change);
    if (!isTelling) void tellAll();
  };
}

function untold({ name }: StateFeed, count: number, log: Log): void {
  log({ level: 'warn', message: `${count} state changes were not told to ${name}. They are in the record.` });
}
