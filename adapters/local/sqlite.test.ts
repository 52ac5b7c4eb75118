import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import type { GatewayError } from '#core/errors.ts';
import { inlineBodyBytes } from '#core/recording/body.ts';
import { createWriter } from '#core/recording/writer.ts';
import { asMasked, draftOf, sampleTime } from '#test/contracts/sample-events.ts';
import { manyEvents } from '#test/recording/many-events.ts';
import { createSqliteRecorder } from './recorder.ts';
import { createSqliteRevocations } from './revocations.ts';
import { createRecord, moveIndex } from './schema-record.ts';
import { createSqliteSearch } from './search.ts';
import { openStore, type Store } from './sqlite.ts';

let directory: string;
let store: Store;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  store = openStore(join(directory, 'data'));
});

afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

const refusedFor = (reason: RegExp) => (error: GatewayError) =>
  error.code === 'recorder-unavailable' && reason.test(String(error.cause));

test('no record, no call: a locked store refuses, says who holds it, and takes events again afterwards', async () => {
  const writer = writing();
  await writer.record(draftOf());
  const other = new DatabaseSync(store.path);
  other.exec('BEGIN IMMEDIATE');

  await assert.rejects(writer.record(draftOf()), refusedFor(/another process holds its lock/));

  other.exec('ROLLBACK');
  other.close();
  await writer.record(draftOf());
  assert.equal((await createSqliteSearch(store).events({}, 10)).events.length, 2);
});

test('no record, no call: a full disk refuses, loses nothing that was stored, and takes events again once there is room', async () => {
  const writer = writing();
  const body = asMasked(Buffer.alloc(inlineBodyBytes, 'x'));
  const answer = { outcome: 'success', httpStatus: 200, body } as const;
  await writer.record(draftOf());
  limitPages(pagesOf(store) + 4);
  let stored = 1;

  await assert.rejects(
    async () => {
      for (; stored < 100; stored += 1) await writer.record(draftOf({ answer }));
    },
    refusedFor(/the disk is full/),
  );

  assert.equal(rowsOf('event'), stored);
  limitPages(1_000_000);
  await writer.record(draftOf());
  assert.equal(rowsOf('event'), stored + 1);
});

test('no record, no call: a disk that cannot keep what it took refuses, and goes on refusing', async () => {
  let syncs = 0;
  const failing = {
    ...store,
    sync: async () => {
      syncs += 1;
      throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
    },
  };
  const writer = createWriter({ recorder: createSqliteRecorder(failing), ...sampleTime(), tenant: 'local', productVersion: '0' });

  await assert.rejects(writer.record(draftOf()), refusedFor(/could not be synced to the disk/));
  await assert.rejects(writer.record(draftOf()), { code: 'recorder-unavailable' });

  assert.ok(syncs >= 2);
});

test('no record, no call: a closed store refuses', async () => {
  const writer = writing();
  store.close();

  await assert.rejects(writer.record(draftOf()), { code: 'recorder-unavailable' });
});

test('no record, no answer: searching and revoking fail on a closed store', async () => {
  const [search, revocations] = [createSqliteSearch(store), createSqliteRevocations(store)];
  store.close();

  await assert.rejects(search.events({}, 10), { code: 'recorder-unavailable' });
  await assert.rejects(search.event('X'), { code: 'recorder-unavailable' });
  await assert.rejects(revocations.find('session', 'S'), { code: 'recorder-unavailable' });
  await assert.rejects(revocations.revoke({ kind: 'session', id: 'S', revokedAt: '2026-11-02T10:00:00.000Z' }), {
    code: 'recorder-unavailable',
  });
});

const forbidden = [
  "UPDATE event SET line = 'other'",
  'DELETE FROM event',
  "INSERT OR REPLACE INTO event (id, line) SELECT id, 'other' FROM event",
  "INSERT OR REPLACE INTO event (number, id, line) SELECT number, 'other', 'other' FROM event",
  "UPDATE body SET bytes = x'00'",
  'DELETE FROM body',
  "INSERT OR REPLACE INTO body (key, bytes) SELECT key, x'00' FROM body",
];

for (const sql of forbidden) {
  test(`the store itself refuses: ${sql}`, async () => {
    const body = asMasked(Buffer.alloc(inlineBodyBytes + 1, 'x'));
    const { line } = await writing().record(draftOf({ answer: { outcome: 'success', httpStatus: 200, body } }));
    const outsider = new DatabaseSync(store.path);

    assert.throws(() => outsider.exec(sql), /is never/);

    assert.equal(outsider.prepare('SELECT line FROM event').get()?.line, line);
    outsider.close();
  });
}

test('nobody else may read the store', async () => {
  await writing().record(draftOf());

  const files = readdirSync(join(directory, 'data'));
  const names = ['countersign-index.sqlite', 'countersign.sqlite'];
  assert.deepEqual(
    files.toSorted(),
    names.flatMap((name) => [name, `${name}-shm`, `${name}-wal`]),
  );
  for (const file of files) assert.equal(statSync(join(directory, 'data', file)).mode & 0o777, 0o600, file);
  assert.equal(statSync(join(directory, 'data')).mode & 0o777, 0o700);
});

test('a store that is opened again still holds its events, and one of a newer version is refused', async () => {
  const { columns } = await writing().record(draftOf());
  store.close();

  store = openStore(join(directory, 'data'));

  assert.equal((await createSqliteSearch(store).event(columns.id))?.columns.id, columns.id);
  store.write.exec('PRAGMA user_version = 99');
  assert.throws(() => openStore(join(directory, 'data')), { code: 'recorder-unavailable', message: /newer version/ });
});

test('the index can be thrown away and is made again from the record', async () => {
  const writer = writing();
  for (let count = 0; count < 100; count += 1) await writer.record(draftOf({ callId: `CALL${count}` }));
  const search = createSqliteSearch(store);
  const before = await search.events({ group: 'engineers' }, 200);
  store.index.exec('DELETE FROM entry; DELETE FROM entry_key');

  const after = await search.events({ group: 'engineers' }, 200);

  assert.equal(after.events.length, 100);
  assert.deepEqual(after, before);
});

test('the index to a large record is made anew whole, and one that was left half made is thrown away', async () => {
  const plans = () =>
    store.read.prepare("SELECT name, sql FROM record_index.sqlite_schema WHERE type = 'index' ORDER BY name").all();
  const before = plans();
  (await manyEvents(store)).add(10_500);

  const page = await createSqliteSearch(store).events({ decision: 'deny' }, 500);

  assert.equal(page.events.length, 500);
  assert.deepEqual(plans(), before);
  assert.equal(store.read.prepare('SELECT count(*) AS entries FROM entry').get()?.entries, 10_500);
  store.index.exec('DROP INDEX entry_by_client; PRAGMA user_version = 0');
  store.close();
  store = openStore(join(directory, 'data'));
  assert.deepEqual(plans(), before);
});

test('a damaged index, one of another version and one of another record are made again when the store is opened', async () => {
  const index = join(directory, 'data', 'countersign-index.sqlite');
  const damages = [
    () => writeFileSync(index, 'no database, but long enough to look like one '.repeat(100)),
    () => inFile(index, 'PRAGMA user_version = 99'),
    () => inFile(index, "UPDATE entry SET id = 'other'"),
  ];
  const { columns } = await writing().record(draftOf());
  for (const damage of damages) {
    await createSqliteSearch(store).events({}, 1);
    store.close();
    damage();

    store = openStore(join(directory, 'data'));

    assert.equal((await createSqliteSearch(store).events({}, 10)).events[0]?.columns.id, columns.id);
  }
});

test('a store whose index stood among its record moves it out, and keeps its events', () => {
  const database = new DatabaseSync(':memory:');
  database.exec(createRecord);
  database.exec(
    "INSERT INTO event (id, line) VALUES ('one', '{}'); INSERT INTO entry (number, id, time, kind) VALUES (1, 'one', 0, 'x')",
  );

  database.exec(moveIndex);

  assert.equal(database.prepare('SELECT id FROM event').get()?.id, 'one');
  assert.equal(database.prepare("SELECT count(*) AS tables FROM sqlite_schema WHERE name LIKE 'entry%'").get()?.tables, 0);
});

test('a page looks at so many candidates and no more, and the next one goes on from there', async () => {
  store = { ...store, sync: async () => undefined };
  const writer = writing();
  await writer.record(draftOf({ callId: 'FIRST', client: asMasked('Boto3/1.43') }));
  for (let count = 0; count < 1100; count += 1) await writer.record(draftOf({ callId: `CALL${count}` }));
  const search = createSqliteSearch(store);
  const query = { principal: 'local:engineer', client: 'Boto3' };

  const first = await search.events(query, 10);
  const second = await search.events(query, 10, first.next);

  assert.deepEqual(first.events, []);
  assert.notEqual(first.next, undefined);
  assert.equal(second.events[0]?.columns.callId, 'FIRST');
  assert.equal(second.next, undefined);
});

test('calls of a session are counted to a thousand, and one more stands for all further ones', async () => {
  store = { ...store, sync: async () => undefined };
  const writer = writing();
  const record = (calls: number) =>
    Promise.all(Array.from({ length: calls }, (_, call) => writer.record(draftOf({ kind: 'intent', callId: `CALL${call}` }))));
  const counted = async () => (await createSqliteSearch(store).sessions({}, 1)).sessions[0]?.callCount;
  await record(1000);
  await writer.record(draftOf());
  const whole = await counted();

  await record(5);

  assert.deepEqual([whole, await counted()], [1000, 1001]);
});

test('what the index holds beside is asked of many more candidates in one page', async () => {
  store = { ...store, sync: async () => undefined };
  const writer = writing();
  await writer.record(draftOf({ callId: 'FIRST', connection: 'other' }));
  for (let count = 0; count < 1100; count += 1) await writer.record(draftOf({ callId: `CALL${count}` }));

  const { events, next } = await createSqliteSearch(store).events({ principal: 'local:engineer', connection: 'other' }, 10);

  assert.equal(events[0]?.columns.callId, 'FIRST');
  assert.equal(next, undefined);
});

function writing() {
  return createWriter({ recorder: createSqliteRecorder(store), ...sampleTime(), tenant: 'local', productVersion: '0.1.0' });
}

function inFile(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

function pagesOf({ write }: Store): number {
  return Number(write.prepare('PRAGMA page_count').get()?.page_count);
}

/** SQLite refuses to grow its file beyond this, as a full disk would. */
function limitPages(pages: number): void {
  store.soon.exec(`PRAGMA max_page_count = ${pages}`);
}

function rowsOf(table: string): number {
  return Number(store.read.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.rows);
}
