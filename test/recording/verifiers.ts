/** The two verifiers of a record, ours and the Python one of the examples, and what they must say of a tampered one. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { verifyDirectory } from '#cli/sessions-verify.ts';
import { needs } from '#test/clients/support/on-path.ts';
import { fillSealedRecord, openSealedRecord, type SealedRecord } from './sealed-record.ts';
import type { Tampering } from './tampering.ts';

/** What a verifier says: `sound`, or the kind of the first fault. */
export type Verifier = (directory: string, publicKeyPath: string) => string;

export const python = new URL('../../examples/verify/verify.py', import.meta.url).pathname;
const { skip } = needs('python3');
if (skip !== false) console.log(`the second verifier is left out: ${skip}`);

export const ours: Verifier = (directory, key) => {
  try {
    verifyDirectory(directory, { key: [key] });
    return 'sound';
  } catch (error) {
    return /tampered with: ([a-z-]+)\./.exec(String(error))?.[1] ?? String(error);
  }
};

const theirs: Verifier = (directory, key) => {
  const { stdout, stderr } = spawnSync('python3', [python, directory, key], { encoding: 'utf8' });
  return /^([a-z-]+):/.exec(stderr.trim() === '' ? stdout : stderr)?.[1] ?? stderr;
};

export const both: readonly Verifier[] = skip === false ? [ours, theirs] : [ours];

let origin: Promise<string> | undefined;

/** A copy of one sealed record, filled once in each process: filling it takes ten times as long as verifying it. */
export async function filled(): Promise<SealedRecord> {
  origin ??= fillOrigin();
  return openSealedRecord(await origin);
}

async function fillOrigin(): Promise<string> {
  const record = await openSealedRecord();
  await fillSealedRecord(record);
  await record.record(1);
  record.store.close();
  process.once('exit', () => rmSync(record.directory, { recursive: true }));
  return record.directory;
}

export function verdicts({ directory, publicKeyPath }: SealedRecord, verifiers: readonly Verifier[]): readonly string[] {
  return verifiers.map((verify) => verify(directory, publicKeyPath));
}

export function tellTampering({ name, kind, tamper }: Tampering, verifiers: readonly Verifier[]): void {
  test(`${name}: every verifier names it ${kind}`, async () => {
    const record = await filled();

    tamper(record);

    assert.deepEqual(new Set(verdicts(record, verifiers)), new Set([kind]));
    record.close();
  });
}
