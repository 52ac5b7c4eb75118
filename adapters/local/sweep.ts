/** Lets go of what the retention no longer keeps, on one machine: events from the hot store, later their segments. Holds stop both. */

import type { Now } from '#core/ports.ts';
import { type Checkpoint, readCheckpoint } from '#core/recording/checkpoint.ts';
import { numberAt, textAt } from '#core/recording/read-json.ts';
import { readLine } from '#core/recording/read-line.ts';
import { unpackSegment } from '#core/recording/segment.ts';
import { columnsOf } from '#core/recording/stored-event.ts';
import type { RecordFiles } from './record-files.ts';
import { createRecordIndex } from './record-index.ts';
import { type Store, storing, transacting } from './sqlite.ts';

export type SweepOptions = {
  readonly files: RecordFiles;
  /** How long events stay in the store, and how long their segments stay. */
  readonly hotDays: number;
  readonly retentionDays: number;
  readonly now: Now;
};

export type Swept = { readonly events: number; readonly segments: number };

const dayMilliseconds = 86_400_000;
/** One transaction lets go of so many. */
const batch = 500;

/** Errors: `recorder-unavailable`; what was not let go is let go the next time. */
export function createSweep(store: Store, options: SweepOptions): () => Swept {
  const sweepEvents = eventSweep(store);
  const sweepSegments = segmentSweep(store, options.files);
  return () =>
    storing(() => {
      const now = Date.parse(options.now());
      return {
        events: sweepEvents(now - options.hotDays * dayMilliseconds),
        segments: sweepSegments(new Date(now - options.retentionDays * dayMilliseconds).toISOString()),
      };
    });
}

type Expired = { readonly number: number; readonly line: string };

function eventSweep({ write, read, index }: Store): (before: number) => number {
  const raise = write.prepare('UPDATE retention SET before = max(before, ?)');
  const oldest = read.prepare(
    `SELECT number, line FROM event WHERE number > ? AND number <= (SELECT coalesce(max(last_number), 0) FROM checkpoint)
     AND number < (SELECT max(number) FROM event) ORDER BY number LIMIT ${batch}`,
  );
  const held = read.prepare('SELECT 1 FROM hold WHERE session = ?');
  const remove = write.prepare('DELETE FROM event WHERE number = ?');
  const orphans = write.prepare('DELETE FROM body WHERE NOT EXISTS (SELECT 1 FROM event WHERE body_key = key)');
  const { remove: removeEntries } = createRecordIndex({ write, read, index });

  const isHeld = ({ line }: Expired) => {
    const session = textAt(JSON.parse(line), 'actor', 'session', 'uid');
    return session !== undefined && held.get(session) !== undefined;
  };

  /** The index first: an entry without its event could be found and not be read. */
  function letGo(expired: readonly Expired[]): void {
    removeEntries(expired.map(({ number, line }) => ({ number, columns: columnsOf(JSON.parse(line)) })));
    transacting(write, () => {
      for (const { number } of expired) remove.run(number);
    });
  }

  return (before) => {
    raise.run(before);
    let [count, last] = [0, 0];
    for (;;) {
      const rows = oldest.all(last).map(({ number, line }) => ({ number: Number(number), line: String(line) }));
      const old = rows.filter(({ line }) => isOlder(line, before));
      const free = old.filter((row) => !isHeld(row));
      letGo(free);
      count += free.length;
      last = rows.at(-1)?.number ?? last;
      // Events stand in the order of their time, so behind a young one there is hardly an old one.
      if (rows.length < batch || old.length < rows.length) break;
    }
    if (count > 0) orphans.run();
    return count;
  };
}

/** A line that is not sound is evidence, and stays. Its time is looked at first: to check a line costs fifty times as much, and hardly one is old. */
function isOlder(line: string, before: number): boolean {
  return (numberAt(JSON.parse(line), 'time') ?? before) < before && readLine(line).state === 'sound';
}

function segmentSweep({ read }: Store, files: RecordFiles): (before: string) => number {
  const sealed = read.prepare('SELECT content FROM checkpoint WHERE seq > ? ORDER BY seq LIMIT 1');
  const holds = read.prepare('SELECT session FROM hold');
  /** Up to here everything is gone for good, and need not be looked at again. */
  let gone = 0;

  function* expired(before: string): Generator<Checkpoint> {
    for (let seq = gone; ; seq += 1) {
      const checkpoint = readCheckpoint(String(sealed.get(seq)?.content ?? ''))?.checkpoint;
      if (checkpoint === undefined || checkpoint.sealedAt >= before) return;
      yield checkpoint;
    }
  }

  return (before) => {
    const held = new Set(holds.all().map(({ session }) => String(session)));
    let count = 0;
    for (const { seq, segment } of expired(before)) {
      if (segment !== undefined && holdsAny(files.get(segment.key), held)) continue;
      if (segment !== undefined && files.remove(segment.key)) count += 1;
      if (gone === seq - 1) gone = seq;
    }
    return count;
  };
}

function holdsAny(bytes: Uint8Array | undefined, held: ReadonlySet<string>): boolean {
  if (bytes === undefined || held.size === 0) return false;
  const sessions = (unpackSegment(bytes) ?? []).map((line) => textAt(JSON.parse(line), 'actor', 'session', 'uid'));
  return sessions.some((session) => session !== undefined && held.has(session));
}
