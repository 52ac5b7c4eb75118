import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { verifyDirectory } from '#cli/sessions-verify.ts';
import { tamperings } from './tampering.ts';
import { both, filled, ours, python, tellTampering, verdicts } from './verifiers.ts';

test('a record that nobody touched is sound to every verifier, with and without the store', async () => {
  const record = await filled();
  const copy = mkdtempSync(join(tmpdir(), 'countersign-'));
  for (const part of ['events', 'checkpoints']) cpSync(join(record.directory, part), join(copy, part), { recursive: true });

  const said = [...verdicts(record, both), ...verdicts({ ...record, directory: copy }, both)];
  const report = verifyDirectory(record.directory, { key: [record.publicKeyPath] });

  assert.deepEqual(new Set(said.map(({ kind }) => kind)), new Set(['sound']));
  assert.deepEqual([report.events, report.checkpoints, report.unsealed], [24, 3, 2]);
  rmSync(copy, { recursive: true });
  record.close();
});

test('where no checkpoint is, nothing is proved: no verifier calls it sound', async () => {
  const record = await filled();
  const empty = mkdtempSync(join(tmpdir(), 'countersign-'));

  const said = verdicts({ ...record, directory: empty }, both);

  for (const { kind } of said) assert.match(kind, /no-record|holds no checkpoints/);
  rmSync(empty, { recursive: true });
  record.close();
});

// verify.long.ts asks both verifiers of every one.
for (const [index, tampering] of tamperings.entries()) tellTampering(tampering, index % 6 === 0 ? both : [ours]);

test('the list of tamperings is long enough', () => {
  assert.ok(tamperings.length >= 30);
});

test('the second verifier is short enough to be read', () => {
  assert.ok(readFileSync(python, 'utf8').trimEnd().split('\n').length <= 150);
});
