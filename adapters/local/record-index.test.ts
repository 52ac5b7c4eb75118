import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createWriter } from '#core/recording/writer.ts';
import { draftOf, principalNamed, sampleTime } from '#test/contracts/sample-events.ts';
import { createRecordIndex } from './record-index.ts';
import { createSqliteRecorder } from './recorder.ts';
import { openStore, type Store } from './sqlite.ts';

test('the index that is filled while events are recorded is the one that is read from their lines', async (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  const store = openStore(directory);
  context.after(() => {
    store.close();
    rmSync(directory, { recursive: true });
  });
  const writer = createWriter({ recorder: createSqliteRecorder(store), ...sampleTime(), tenant: 'local', productVersion: '0' });
  const catchUp = () => createRecordIndex(store).catchUp();

  // Filled to its slices' end once, and interrupted by a search within its slices once.
  for (const events of [530, 560]) {
    await recordAll(events, writer.record);
    for (let turn = 0; events === 530 && turn < 10; turn += 1) await setImmediate();
    if (events === 530) assert.ok(rowsOf(store)[0].length >= 512);
    else catchUp();
  }
  const filled = rowsOf(store);
  store.index.exec('DELETE FROM entry; DELETE FROM entry_key');
  catchUp();

  assert.equal(filled[0].length, 1090);
  assert.deepEqual(filled, rowsOf(store));
});

async function recordAll(count: number, record: (draft: ReturnType<typeof draftOf>) => Promise<unknown>): Promise<void> {
  const drafts = Array.from({ length: count }, (_, number) =>
    draftOf({ kind: number % 2 === 0 ? 'intent' : 'outcome', principal: principalNamed(`person-${number % 7}`, ['engineers']) }),
  );
  await Promise.all(drafts.map(record));
}

function rowsOf({ index }: Store): readonly [entries: readonly unknown[], keys: readonly unknown[]] {
  return [
    index.prepare('SELECT * FROM entry ORDER BY number').all(),
    index.prepare('SELECT * FROM entry_key ORDER BY kind, value, time, id').all(),
  ];
}
