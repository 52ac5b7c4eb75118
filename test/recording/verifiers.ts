/** The two verifiers of a record, ours and the Python one of the examples, and what they must say of a tampered one. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { verifyDirectory } from '#cli/sessions-verify.ts';
import { needs } from '#test/clients/support/on-path.ts';
import { fillSealedRecord, openSealedRecord, type SealedRecord } from './sealed-record.ts';
import type { Tampering } from './tampering.ts';

/** What a verifier says: `sound`, or the kind of the first fault and where it is. */
export type Verdict = { readonly kind: string; readonly where: string };
export type Verifier = (directory: string, publicKeyPath: string) => Verdict;

export const python = new URL('../../examples/verify/verify.py', import.meta.url).pathname;
const { skip } = needs('python3');
if (skip !== false) console.log(`the second verifier is left out: ${skip}`);

export const ours: Verifier = (directory, key) => {
  try {
    verifyDirectory(directory, { key: [key] });
    return { kind: 'sound', where: '' };
  } catch (error) {
    const [, kind = String(error), where = ''] = /tampered with: ([a-z-]+)\. (.*)/.exec(String(error)) ?? [];
    return { kind, where };
  }
};

const theirs: Verifier = (directory, key) => {
  const { stdout, stderr } = spawnSync('python3', [python, directory, key], { encoding: 'utf8' });
  const said = stderr.trim() === '' ? stdout : stderr;
  const [, kind = said, where = ''] = /^([a-z-]+): (.*)/.exec(said) ?? [];
  return { kind, where };
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

export function verdicts({ directory, publicKeyPath }: SealedRecord, verifiers: readonly Verifier[]): readonly Verdict[] {
  return verifiers.map((verify) => verify(directory, publicKeyPath));
}

export function tellTampering({ name, kind, first, tamper }: Tampering, verifiers: readonly Verifier[]): void {
  test(`${name}: every verifier names it ${kind}, and the same first bad place`, async () => {
    const record = await filled();
    const expected = first?.(record) ?? '';

    tamper(record);

    const said = verdicts(record, verifiers);
    assert.deepEqual(new Set(said.map((verdict) => verdict.kind)), new Set([kind]));
    for (const { where } of said) assert.ok(where.includes(expected), `${where} names not ${expected}`);
    assert.equal(kind === 'damaged-store' || isSamePlace(said), true, JSON.stringify(said));
    record.close();
  });
}

/** The second verifier says no more than the place, as `event ID` or `checkpoint 2`: our sentence has it. */
function isSamePlace([our, their = our]: readonly Verdict[]): boolean {
  const place = their?.where.replace(/^before /, '').replace(/^event /, '') ?? '';
  return our === their || (place !== '' && our?.where.toLowerCase().includes(place.toLowerCase()) === true);
}
