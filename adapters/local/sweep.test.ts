import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { test } from 'node:test';
import { verifyDirectory } from '#cli/sessions-verify.ts';
import { inlineBodyBytes } from '#core/recording/body.ts';
import { sealNext } from '#core/recording/seal.ts';
import { needs } from '#test/clients/support/on-path.ts';
import { asMasked, draftOf } from '#test/contracts/sample-events.ts';
import { openSealedRecord } from '#test/recording/sealed-record.ts';
import { python } from '#test/recording/verifiers.ts';
import { createSqliteHolds } from './holds.ts';
import { createRecordFiles } from './record-files.ts';
import { createSqliteSearch } from './search.ts';
import { createSweep } from './sweep.ts';

/** Sixteen events of two sessions in two segments, the last of them with a body beside, and one that is not sealed. */
async function filled() {
  const record = await openSealedRecord();
  const [writer] = record.writers;
  const body = asMasked(Buffer.alloc(inlineBodyBytes + 1, 'x'));
  for (let half = 0; half < 2; half += 1) {
    for (let call = 0; call < 8; call += 1) {
      const answer = { outcome: 'success', httpStatus: 200, ...(half === 0 ? { body } : {}) } as const;
      await writer.record(draftOf({ callId: `CALL-${half}-${call}`, session: `SESSION-${call % 2}`, answer }));
    }
    await sealNext(record.sealing);
  }
  await writer.record(draftOf({ callId: 'LAST', session: 'SESSION-0' }));
  const files = createRecordFiles(record.directory);
  const sweepAt = (now: string) => createSweep(record.store, { files, hotDays: 90, retentionDays: 400, now: () => now })();
  const segments = () => globSync('events/**/*.gz', { cwd: record.directory }).length;
  const rows = (table: string) => Number(record.store.read.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.rows);
  return { ...record, search: createSqliteSearch(record.store), sweepAt, segments, rows };
}

const soon = '2026-11-03T00:00:00.000Z';
const afterHot = '2027-06-01T00:00:00.000Z';
const afterAll = '2028-06-01T00:00:00.000Z';

test('nothing leaves before its time', async () => {
  const record = await filled();

  assert.deepEqual(record.sweepAt(soon), { events: 0, segments: 0 });

  assert.equal(record.rows('event'), 17);
  record.close();
});

test('sealed events leave the store after their time, with their index and their bodies; the record stays sound', async () => {
  const record = await filled();
  await record.search.events({}, 1);

  const swept = record.sweepAt(afterHot);

  assert.deepEqual(swept, { events: 16, segments: 0 });
  assert.deepEqual([record.rows('event'), record.rows('entry'), record.rows('body')], [1, 1, 0]);
  assert.equal((await record.search.events({ group: 'engineers' }, 50)).events.length, 1);
  assert.equal(verifyDirectory(record.directory, { key: [record.publicKeyPath] }).events, 16);
  record.close();
});

test('after a sweep new events are numbered on, sealed and found', async () => {
  const record = await filled();
  await sealNext(record.sealing);
  record.sweepAt(afterHot);

  await record.record(1);
  const checkpoint = await sealNext(record.sealing);

  assert.equal(checkpoint?.count, 2);
  assert.equal(verifyDirectory(record.directory, { key: [record.publicKeyPath] }).events, 19);
  record.close();
});

test('what is on hold stays, in the store and in its segments, until it is released', async () => {
  const record = await filled();
  const holds = createSqliteHolds(record.store);
  await holds.hold('SESSION-1', soon);

  const swept = record.sweepAt(afterAll);

  assert.deepEqual(swept, { events: 8, segments: 0 });
  await holds.release('SESSION-1');
  assert.deepEqual(record.sweepAt(afterAll), { events: 8, segments: 2 });
  record.close();
});

test('segments leave after the retention; their checkpoints stay, and carry the chains on', async () => {
  const record = await filled();

  record.sweepAt(afterAll);

  assert.equal(record.segments(), 0);
  const options = { key: [record.publicKeyPath], expiredBefore: afterAll };
  const { events, expired, checkpoints, unsealed } = verifyDirectory(record.directory, options);
  assert.deepEqual([events, expired, checkpoints, unsealed], [0, 16, 2, 1]);
  assert.throws(() => verifyDirectory(record.directory, { key: [record.publicKeyPath] }), /dropped-segment/);
  const ofPython = (...told: readonly string[]) =>
    spawnSync('python3', [python, ...told, record.directory, record.publicKeyPath], { encoding: 'utf8' });
  if (needs('python3').skip === false) {
    assert.match(ofPython('--expired-before', afterAll).stdout, /^sound: 0 events in 2 checkpoints/);
    assert.match(ofPython().stderr, /^dropped-segment/);
  }
  record.close();
});

test('the store itself refuses to let go what is kept: unsealed, young, on hold, or the newest', async () => {
  const record = await filled();
  const remove = (where: string) => record.store.write.exec(`DELETE FROM event WHERE ${where}`);
  record.store.write.exec(`UPDATE retention SET before = ${Date.parse('2026-11-02T10:00:06.000Z')}`);
  await createSqliteHolds(record.store).hold('SESSION-1', soon);

  assert.throws(() => remove('number = 17'), /is never deleted/);
  assert.throws(() => remove('number = 15'), /is never deleted/);
  assert.throws(() => remove('number = 2'), /is never deleted/);
  remove('number = 1');
  assert.throws(() => record.store.write.exec('UPDATE retention SET before = 0'), /never goes back/);
  assert.throws(() => record.store.write.exec('DELETE FROM body'), /is never deleted/);
  record.close();
});

test('a deletion that the retention does not explain is named', async () => {
  const record = await filled();
  record.sweepAt(soon);
  record.store.write.exec('DROP TRIGGER event_is_never_deleted');
  record.store.write.exec('DELETE FROM event WHERE number = 3');

  assert.throws(() => verifyDirectory(record.directory, { key: [record.publicKeyPath] }), /tampered with: deleted/);
  record.close();
});
