import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRecordFiles } from '#adapters/local/record-files.ts';
import { createSqliteRecorder } from '#adapters/local/recorder.ts';
import { createSealStore } from '#adapters/local/seal-store.ts';
import { verifyDirectory } from '#cli/sessions-verify.ts';
import { draftOf, sampleTime } from '#test/contracts/sample-events.ts';
import { openSealedRecord } from '#test/recording/sealed-record.ts';
import { checkpointHash, checkpointKey, readCheckpoint } from './checkpoint.ts';
import { type Sealing, sealAll, sealNext } from './seal.ts';
import { unpackSegment } from './segment.ts';
import { createWriter } from './writer.ts';

test('what was recorded is sealed once, in the order of its ids, and each checkpoint names the one before', async () => {
  const record = await openSealedRecord();

  await record.record(4);
  const first = await sealNext(record.sealing);
  await record.record(2);
  const second = await sealNext(record.sealing);

  const bytes = createRecordFiles(record.directory).get(first?.segment?.key ?? '');
  const lines = unpackSegment(bytes ?? new Uint8Array()) ?? [];
  const stored = record.store.read.prepare('SELECT line FROM event ORDER BY id LIMIT 8').all();
  assert.deepEqual(
    lines,
    stored.map(({ line }) => line),
  );
  assert.equal(first?.count, 8);
  assert.equal(second?.count, 4);
  assert.equal(second?.prevCheckpoint, first === undefined ? '' : checkpointHash(first));
  const name = `seg-000000000001-${first?.segment?.sha256.slice(0, 16)}.ndjson.gz`;
  assert.equal(first?.segment?.key, `events/tenant=local/dt=2026-11-02/hh=10/${name}`);
  record.close();
});

test('silence is signed once an hour, and not before', async () => {
  const record = await openSealedRecord();
  let now = '2026-11-02T12:00:00.000Z';
  const sealing: Sealing = { ...record.sealing, now: () => now };

  const first = await sealNext(sealing);
  const tooEarly = await sealNext(sealing);
  now = '2026-11-02T13:00:00.000Z';
  const second = await sealNext(sealing);

  assert.deepEqual([first?.seq, first?.count, tooEarly, second?.seq], [1, 0, undefined, 2]);
  assert.equal(first?.segment, undefined);
  record.close();
});

test('of two sealers one wins each number, and nothing is sealed twice', async () => {
  const record = await openSealedRecord();
  await record.record(10);
  const other: Sealing = { ...record.sealing, store: createSealStore(record.store, createRecordFiles(record.directory)) };

  await Promise.all([sealAll(record.sealing), sealAll(other)]);

  const rows = record.store.read.prepare('SELECT content FROM checkpoint ORDER BY seq').all();
  const counts = rows.map(({ content }) => readCheckpoint(String(content))?.checkpoint.count);
  assert.deepEqual(counts, [20]);
  record.close();
});

test('while segments cannot be written nothing is sealed, and the next run seals it', async () => {
  const record = await openSealedRecord();
  await record.record(3);
  const full = async () => {
    throw new Error('no space left on device');
  };

  await assert.rejects(sealNext({ ...record.sealing, store: { ...record.sealing.store, putSegment: full } }));
  const before = await record.sealing.store.latest();
  const checkpoint = await sealNext(record.sealing);

  assert.equal(before, undefined);
  assert.deepEqual([checkpoint?.seq, checkpoint?.count], [1, 6]);
  record.close();
});

test('a process that died between the checkpoint’s row and its file writes the file at the next start', async () => {
  const record = await openSealedRecord();
  await record.record(1);
  const files = createRecordFiles(record.directory);
  const dying = createSealStore(record.store, {
    ...files,
    put: (key, bytes) => key.startsWith('events/') && files.put(key, bytes),
  });
  const checkpoint = await sealNext({ ...record.sealing, store: dying });
  const key = checkpoint === undefined ? '' : checkpointKey(checkpoint);
  assert.equal(files.get(key), undefined);

  createSealStore(record.store, files);

  assert.deepEqual(readCheckpoint(readFileSync(join(record.directory, key), 'utf8'))?.checkpoint, checkpoint);
  record.close();
});

test('an event that is not as its writer left it is sealed as it stands, with an alarm', async () => {
  const record = await openSealedRecord();
  await record.record(2);
  record.store.write.exec('DROP TRIGGER event_is_never_updated');
  record.store.write.exec(`UPDATE event SET line = replace(line, 'DescribeInstances', 'DescribeImages') WHERE number = 2`);

  const checkpoint = await sealNext(record.sealing);

  const { id } = record.store.read.prepare('SELECT id FROM event WHERE number = 2').get() ?? {};
  assert.deepEqual(record.alarms, [id]);
  assert.equal(checkpoint?.count, 4);
  record.close();
});

test('the key of the checkpoints belongs to its owner alone', async () => {
  const record = await openSealedRecord();

  const pem = readFileSync(record.publicKeyPath, 'utf8');

  assert.match(pem, /BEGIN PUBLIC KEY/);
  record.close();
});

test('a clock that is set right by some minutes breaks no chain of checkpoints; one that is set back by more is named', async () => {
  const record = await openSealedRecord();
  let time = '2026-11-02T10:10:00.000Z';
  const recorder = createSqliteRecorder(record.store);
  const { newId } = sampleTime();
  const writer = createWriter({ recorder, now: () => time, newId, tenant: 'local', productVersion: '0' });
  const sealedAfter = async (now: string) => {
    time = now;
    await writer.record(draftOf());
    return (await sealNext({ ...record.sealing, now: () => time }))?.sealedAt;
  };
  const verified = () => verifyDirectory(record.directory, { key: [record.publicKeyPath] }).events;

  const sealed = [
    await sealedAfter(time),
    await sealedAfter('2026-11-02T10:05:30.000Z'),
    await sealedAfter('2026-11-02T10:11:00.000Z'),
  ];

  assert.deepEqual(sealed, ['2026-11-02T10:10:00.000Z', '2026-11-02T10:10:00.000Z', '2026-11-02T10:11:00.000Z']);
  assert.equal(verified(), 3);
  assert.equal(await sealedAfter('2026-11-02T09:00:00.000Z'), '2026-11-02T09:00:00.000Z');
  assert.throws(verified, /clock-set-back/);
  record.close();
});

test('a backlog of hours is sealed in several segments, each of which says from when more is to come', async () => {
  const record = await openSealedRecord();
  await record.record(4);
  const sealing: Sealing = {
    ...record.sealing,
    now: () => '2026-11-02T18:00:00.000Z',
    store: { ...record.sealing.store, unsealed: () => record.sealing.store.unsealed(5) },
  };

  const [first, second] = [await sealNext(sealing), await sealNext(sealing)];

  assert.deepEqual([first?.count, second?.count, second?.unsealedFrom], [5, 3, undefined]);
  assert.equal(first?.unsealedFrom, second?.from);
  assert.equal(verifyDirectory(record.directory, { key: [record.publicKeyPath] }).events, 8);
  record.close();
});
