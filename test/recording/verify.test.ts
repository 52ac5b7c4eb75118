import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { verifyDirectory } from '#cli/sessions-verify.ts';
import { needs } from '#test/clients/support/on-path.ts';
import { fillSealedRecord, openSealedRecord, type SealedRecord } from './sealed-record.ts';
import { tamperings } from './tampering.ts';

const python = new URL('../../examples/verify/verify.py', import.meta.url).pathname;
const { skip } = needs('python3');
if (skip !== false) console.log(`the second verifier is left out: ${skip}`);

async function filled(): Promise<SealedRecord> {
  const record = await openSealedRecord();
  await fillSealedRecord(record);
  await record.record(1);
  return record;
}

/** What each verifier says: `sound`, or the kind of the first fault. */
function verdicts({ directory, publicKeyPath }: SealedRecord): readonly string[] {
  return [ours(directory, publicKeyPath), ...(skip === false ? [theirs(directory, publicKeyPath)] : [])];
}

function ours(directory: string, key: string): string {
  try {
    verifyDirectory(directory, { key: [key] });
    return 'sound';
  } catch (error) {
    return /tampered with: ([a-z-]+)\./.exec(String(error))?.[1] ?? String(error);
  }
}

function theirs(directory: string, key: string): string {
  const { stdout, stderr } = spawnSync('python3', [python, directory, key], { encoding: 'utf8' });
  return /^([a-z-]+):/.exec(stderr.trim() === '' ? stdout : stderr)?.[1] ?? stderr;
}

test('a record that nobody touched is sound to every verifier, with and without the store', async () => {
  const record = await filled();
  const copy = mkdtempSync(join(tmpdir(), 'countersign-'));
  for (const part of ['events', 'checkpoints']) cpSync(join(record.directory, part), join(copy, part), { recursive: true });

  const said = [...verdicts(record), ...verdicts({ ...record, directory: copy })];
  const report = verifyDirectory(record.directory, { key: [record.publicKeyPath] });

  assert.deepEqual(new Set(said), new Set(['sound']));
  assert.deepEqual([report.events, report.checkpoints, report.unsealed], [24, 3, 2]);
  rmSync(copy, { recursive: true });
  record.close();
});

for (const { name, kind, tamper } of tamperings) {
  test(`${name}: every verifier names it ${kind}`, async () => {
    const record = await filled();

    tamper(record);

    assert.deepEqual(new Set(verdicts(record)), new Set([kind]));
    record.close();
  });
}

test('the list of tamperings is long enough', () => {
  assert.ok(tamperings.length >= 30);
});

test('the second verifier is short enough to be read', () => {
  assert.ok(readFileSync(python, 'utf8').trimEnd().split('\n').length <= 150);
});
