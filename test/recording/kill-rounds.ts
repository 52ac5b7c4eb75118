/** Kills a recording process at a random point, again and again, and holds what it had acknowledged against what is there. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { monotonicFactory } from 'ulid';
import { publicKeyFile } from '#adapters/local/checkpoint-key.ts';
import { createRecordFiles } from '#adapters/local/record-files.ts';
import { createSqliteRecorder } from '#adapters/local/recorder.ts';
import { createSealStore } from '#adapters/local/seal-store.ts';
import { createSqliteSearch } from '#adapters/local/search.ts';
import { openStore, type Store } from '#adapters/local/sqlite.ts';
import { verifyDirectory } from '#cli/sessions-verify.ts';
import { closeOpenIntents } from '#core/recording/close-open-intents.ts';
import { verifyChain } from '#core/recording/verify-chain.ts';
import { createWriter } from '#core/recording/writer.ts';

const script = new URL('append-until-killed.ts', import.meta.url).pathname;

/** How many acknowledged events were found again. */
export async function killRounds(rounds: number): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  let acknowledged = 0;
  for (let round = 0; round < rounds; round += 1) {
    const ids = await recordUntilKilled(directory, randomInt(1, 200));
    const store = openStore(directory);
    await assertNothingLost(store, ids);
    await assertRecovered(store);
    createSealStore(store, createRecordFiles(directory));
    store.close();
    assertSealed(directory);
    acknowledged += ids.length;
  }
  rmSync(directory, { recursive: true });
  return acknowledged;
}

async function recordUntilKilled(directory: string, count: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const ids: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    ids.push(line);
    if (ids.length === count) child.kill('SIGKILL');
  }
  const [, signal] = await exited;
  assert.equal(signal, 'SIGKILL');
  return ids;
}

async function assertNothingLost(store: Store, ids: readonly string[]): Promise<void> {
  const stored = store.read.prepare('SELECT id, line FROM event ORDER BY id').all();
  const storedIds = new Set(stored.map(({ id }) => id));
  assert.deepEqual(
    ids.filter((id) => !storedIds.has(id)),
    [],
  );
  assert.equal(verifyChain(stored.map(({ line }) => String(line))).fault, undefined);
}

/** Whenever the sealer died, what it had sealed is whole, and the rest carries it on. */
function assertSealed(directory: string): void {
  const hasSealed = existsSync(join(directory, 'checkpoints'));
  if (hasSealed) verifyDirectory(directory, { key: [join(directory, publicKeyFile)] });
}

/** Every call has an end: its outcome, or the `unknown` of recovery. */
async function assertRecovered(store: Store): Promise<void> {
  const newId = monotonicFactory();
  const recorder = createSqliteRecorder(store);
  const now = () => new Date().toISOString();
  const writer = createWriter({ recorder, now, newId: () => newId(), tenant: 'local', productVersion: '0.1.0' });
  const before = '9999-01-01T00:00:00.000Z';
  await closeOpenIntents({ recorder, writer, before });
  assert.deepEqual(await recorder.openIntents(before), []);
  assert.notDeepEqual((await createSqliteSearch(store).sessions({}, 10)).sessions, []);
}
