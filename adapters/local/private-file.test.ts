import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openPrivateFile } from './private-file.ts';

test('of two processes that start at once one makes the file and both read the same', () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-private-'));
  const path = join(directory, 'file');
  let others: string | undefined;

  const own = openPrivateFile(path, () => {
    others = openPrivateFile(path, () => 'of the other');
    return 'of this one';
  });

  assert.equal(own, 'of the other');
  assert.equal(others, own);
  assert.deepEqual(readdirSync(directory), ['file']);
  rmSync(directory, { recursive: true });
});
