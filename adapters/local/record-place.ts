/** The place of the record on one machine: who may read its files, and whether the newest checkpoint's file is the one that was signed. */

import { globSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { NewestCheckpoint, RecordPlace } from '#core/checking/record-place.ts';
import { checkpointKey, readCheckpoint } from '#core/recording/checkpoint.ts';
import type { RecordFiles } from './record-files.ts';
import { type Store, storing } from './sqlite.ts';

export type RecordPlaceOptions = { readonly store: Store; readonly files: RecordFiles; readonly directory: string };

export function createRecordPlace({ store, files, directory }: RecordPlaceOptions): RecordPlace {
  const latest = store.read.prepare('SELECT content FROM checkpoint ORDER BY seq DESC LIMIT 1');

  function newest(): NewestCheckpoint | undefined {
    const content = latest.get()?.content;
    const signed = typeof content === 'string' ? readCheckpoint(content) : undefined;
    if (signed === undefined) return undefined;
    const { checkpoint } = signed;
    const stored = files.get(checkpointKey(checkpoint));
    const isInPlace = stored !== undefined && Buffer.from(stored).toString('utf8') === content;
    return { seq: checkpoint.seq, sealedAt: checkpoint.sealedAt, isInPlace };
  }

  return {
    look: async () =>
      storing(() => {
        const found = newest();
        return { keepsVersions: false, isPrivate: isOwners(directory), ...(found === undefined ? {} : { newest: found }) };
      }),
  };
}

/** Nobody passes a directory that is its owner's alone; the files of the store are looked at all the same. */
function isOwners(directory: string): boolean {
  const files = globSync('*.sqlite*', { cwd: directory }).map((name) => join(directory, name));
  return [directory, ...files].every((path) => isOwn(statSync(path, { throwIfNoEntry: false })));
}

/** Windows has no such modes: there the directory's own access list decides. A file that went away is nobody's. */
function isOwn(stats: Stats | undefined): boolean {
  if (stats === undefined || process.platform === 'win32') return true;
  return (stats.mode & 0o077) === 0 && stats.uid === process.getuid?.();
}
