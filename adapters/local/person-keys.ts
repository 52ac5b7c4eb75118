/** The keys of persons on one machine: a file for its owner only, one key a line, made at the first start and overwritten in place. */

import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  keyOfGroup,
  newPersonKeys,
  type PersonKeyList,
  type PersonKeys,
  personKeyBytes,
  requirePersonKeys,
  withoutGroups,
} from '#core/masking/person-keys.ts';
import { openPrivateFile } from './private-file.ts';
import { storing } from './sqlite.ts';

const lineBytes = personKeyBytes * 2 + 1;

/** @throws Error that names the file and its cure, when it cannot be read, can be read by others, or holds something else. */
export function openPersonKeys(dataDirectory: string): PersonKeys {
  const path = join(dataDirectory, 'person-keys.txt');
  let keys = parse(
    openPrivateFile(path, () => textOf(newPersonKeys())),
    path,
  );
  return {
    current: () => keys,
    destroy: async (groups) =>
      storing(() => {
        keys = withoutGroups(keys, groups);
        overwrite(path, keys, groups);
      }),
  };
}

/** In place, so that what was there is gone from the file; a copy of the disk keeps it. */
function overwrite(path: string, keys: PersonKeyList, groups: readonly number[]): void {
  const file = openSync(path, 'r+');
  try {
    for (const group of groups) writeSync(file, hexOf(keyOfGroup(keys, group)), group * lineBytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function textOf(keys: PersonKeyList): string {
  const lines = Array.from({ length: keys.byteLength / personKeyBytes }, (_, group) => hexOf(keyOfGroup(keys, group)));
  return `${lines.join('\n')}\n`;
}

function hexOf(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}

function parse(text: string, path: string): PersonKeyList {
  try {
    return requirePersonKeys(new Uint8Array(Buffer.from(text.replaceAll('\n', ''), 'hex')));
  } catch (cause) {
    throw new Error(`${path} does not hold the keys of persons. Restore it, or move it away: pseudonyms then begin anew.`, {
      cause,
    });
  }
}
