/** A receipt, checked by both verifiers with nothing but the public key: what proves, and everything near it that must not. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createReceipts } from '#adapters/local/receipts.ts';
import { createRecordFiles } from '#adapters/local/record-files.ts';
import { verifyReceipt } from '#cli/sessions-verify.ts';
import type { Receipt } from '#core/recording/receipt.ts';
import { sealNext } from '#core/recording/seal.ts';
import { needs } from '#test/clients/support/on-path.ts';
import { draftOf } from '#test/contracts/sample-events.ts';
import { refingerprinted } from './refingerprinted.ts';
import { fillSealedRecord, openSealedRecord } from './sealed-record.ts';
import { python } from './verifiers.ts';

const { skip } = needs('python3');
const record = await openSealedRecord();
await fillSealedRecord(record);
const elsewhere = mkdtempSync(join(tmpdir(), 'countersign-'));
after(() => {
  record.close();
  rmSync(elsewhere, { recursive: true });
});

async function receiptOf(number: number): Promise<Receipt> {
  const { id } = record.store.read.prepare('SELECT id FROM event WHERE number = ?').get(number) ?? {};
  const found = await createReceipts(record.store, createRecordFiles(record.directory)).find(String(id));
  assert.ok(typeof found === 'object');
  return found;
}

type Checked = { readonly ours: string; readonly theirs: string };

/** The first word of what each says. */
function checked(text: string, key = record.publicKeyPath): Checked {
  const proof = join(elsewhere, 'receipt.json');
  writeFileSync(proof, text);
  const { stdout, stderr } = spawnSync('python3', [python, '--proof', proof, key], { encoding: 'utf8' });
  return { ours: our(proof, key), theirs: skip === false ? verdictOf(stdout, stderr) : our(proof, key) };
}

function our(proof: string, key: string): string {
  try {
    verifyReceipt({ key: [key], proof });
    return 'sound';
  } catch (error) {
    return /proves nothing/.test(String(error)) ? 'refused' : String(error);
  }
}

function verdictOf(stdout: string, stderr: string): string {
  if (stdout.startsWith('sound: ')) return 'sound';
  return /^[a-z-]+: /.test(stderr) ? 'refused' : stderr;
}

const sound = { ours: 'sound', theirs: 'sound' };
const refused = { ours: 'refused', theirs: 'refused' };

test('the receipt of each event of a segment proves it, with no other file at hand', async () => {
  for (const number of [1, 4, 8, 20]) assert.deepEqual(checked(JSON.stringify(await receiptOf(number))), sound);
});

test('a receipt that was changed anywhere proves nothing', async () => {
  const [whole, other] = [await receiptOf(11), await receiptOf(3)];
  const { checkpoint, path } = whole;
  const changed: Readonly<Record<string, unknown>> = {
    'another event': { ...whole, event: whole.event.replace('DescribeInstances', 'DescribeImages') },
    'another event with its own fingerprint': { ...whole, event: refingerprinted(whole.event.replace('Instances', 'Images')) },
    'the event of another receipt': { ...whole, event: other.event },
    'another place': { ...whole, leafIndex: whole.leafIndex + 1 },
    'a place behind the last': { ...whole, leafIndex: whole.treeSize },
    'half a place': { ...whole, leafIndex: 0.5 },
    'another size': { ...whole, treeSize: whole.treeSize + 1 },
    'a shorter path': { ...whole, path: path.slice(1) },
    'a longer path': { ...whole, path: [...path, path[0]] },
    'a path of other hashes': { ...whole, path: other.path },
    'a path whose hashes are cut': { ...whole, path: path.map((each) => each.slice(2)) },
    'a root that fits': { ...whole, checkpoint: { ...checkpoint, root: 'f'.repeat(64) } },
    'another checkpoint': { ...whole, checkpoint: other.checkpoint, signature: other.signature },
    'a signature of another one': { ...whole, signature: other.signature },
    'no signature': { ...whole, signature: '' },
    'no checkpoint': { ...whole, checkpoint: undefined },
    'a list': [whole],
    'no object': 7,
  };
  for (const [name, receipt] of Object.entries(changed)) assert.deepEqual(checked(JSON.stringify(receipt)), refused, name);
  assert.deepEqual(checked('{'), refused);
});

test('a segment of one event has an empty path, and only its first place', async () => {
  const alone = await openSealedRecord();

  await alone.writers[0].record(draftOf());
  await sealNext(alone.sealing);
  const { id } = alone.store.read.prepare('SELECT id FROM event').get() ?? {};
  const receipt = await createReceipts(alone.store, createRecordFiles(alone.directory)).find(String(id));

  const [first, third] = [receipt, { ...(receipt as Receipt), leafIndex: 2 }].map((each) => JSON.stringify(each));

  assert.deepEqual(checked(first ?? '', alone.publicKeyPath), sound);
  assert.deepEqual(checked(third ?? '', alone.publicKeyPath), refused);
  alone.close();
});

test('a key that is not the installation’s proves nothing', async () => {
  const key = join(elsewhere, 'other.pem');
  writeFileSync(key, generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }));

  assert.deepEqual(checked(JSON.stringify(await receiptOf(1)), key), refused);
});
