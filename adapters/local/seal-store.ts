/** What the sealer reads and writes on one machine: events from SQLite, segments and checkpoints as files. */

import { checkpointKey, readCheckpoint, type SignedCheckpoint, writeCheckpoint } from '#core/recording/checkpoint.ts';
import { textAt } from '#core/recording/read-json.ts';
import type { SealStore, Unsealed } from '#core/recording/sealing-ports.ts';
import type { RecordFiles } from './record-files.ts';
import { type Store, storing, transacting } from './sqlite.ts';

/** The row decides which sealer wins; the file is written after it, and again at start if the process died in between. */
export function createSealStore(store: Store, files: RecordFiles): SealStore {
  const latest = store.write.prepare('SELECT content, last_number FROM checkpoint ORDER BY seq DESC LIMIT 1');
  const unsealed = store.write.prepare(
    `SELECT number, id, line FROM event
     WHERE number > (SELECT coalesce(max(last_number), 0) FROM checkpoint) ORDER BY number LIMIT ?`,
  );
  const insert = store.write.prepare('INSERT INTO checkpoint (seq, content, last_number) VALUES (?, ?, ?)');

  function rest(limit: number): Unsealed {
    const rows = unsealed.all(limit + 1);
    const [taken, left] = [rows.slice(0, limit), rows[limit]];
    const last = taken.at(-1)?.number ?? latest.get()?.last_number ?? 0;
    const events = taken.map(({ id, line }) => ({ id: String(id), line: String(line) }));
    return { events, mark: String(last), unsealedFrom: left === undefined ? undefined : timeOf(String(left.line)) };
  }

  function put(signed: SignedCheckpoint, mark: string): 'written' | 'taken' {
    const content = writeCheckpoint(signed);
    const isFirst = transacting(store.write, () => {
      const known = latest.get();
      if (seqOf(known?.content) + 1 !== signed.checkpoint.seq) return false;
      insert.run(signed.checkpoint.seq, content, Number(mark));
      return true;
    });
    if (!isFirst) return 'taken';
    files.put(checkpointKey(signed.checkpoint), Buffer.from(content));
    return 'written';
  }

  restoreLatest(latest.get()?.content, files);
  return {
    latest: async () => storing(() => readRow(latest.get()?.content)),
    unsealed: async (limit) => storing(() => rest(limit)),
    putSegment: async (key, bytes) => storing(() => files.put(key, bytes)),
    putCheckpoint: async (signed, mark) => storing(() => put(signed, mark)),
  };
}

/** A line that is none has no time: verifying names it anyway. */
function timeOf(line: string): string | undefined {
  try {
    return textAt(JSON.parse(line), 'time_dt');
  } catch {
    return undefined;
  }
}

function restoreLatest(content: unknown, files: RecordFiles): void {
  const signed = readRow(content);
  if (signed === undefined) return;
  const key = checkpointKey(signed.checkpoint);
  if (files.get(key) === undefined) files.put(key, Buffer.from(writeCheckpoint(signed)));
}

function readRow(content: unknown): SignedCheckpoint | undefined {
  return typeof content === 'string' ? readCheckpoint(content) : undefined;
}

function seqOf(content: unknown): number {
  return readRow(content)?.checkpoint.seq ?? 0;
}
