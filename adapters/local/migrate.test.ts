import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { verifyDirectory } from '#cli/sessions-verify.ts';
import type { StoredEvent } from '#core/ports.ts';
import { sealAll } from '#core/recording/seal.ts';
import { createWriter } from '#core/recording/writer.ts';
import { asMasked, draftOf, sampleTime } from '#test/contracts/sample-events.ts';
import { openCheckpointSigner, publicKeyFile } from './checkpoint-key.ts';
import { steps } from './migrate.ts';
import { createRecordFiles } from './record-files.ts';
import { createSqliteRecorder } from './recorder.ts';
import { createSealStore } from './seal-store.ts';
import { createSqliteSearch } from './search.ts';
import { openStore } from './sqlite.ts';

const home = mkdtempSync(join(tmpdir(), 'countersign-'));
after(() => rmSync(home, { recursive: true }));

const body = asMasked(Buffer.from('{"old":true}'));
const options = { ...sampleTime(), tenant: 'local', productVersion: '0.0.1' };

/** Calls of a writer of back then, which nobody has stored yet. */
async function recordedBefore(): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  const recorder = { append: async (some: readonly StoredEvent[]) => void events.push(...some), openIntents: async () => [] };
  const writer = createWriter({ recorder, ...options });
  await writer.record(draftOf({ kind: 'intent' }));
  await writer.record(draftOf({ answer: { outcome: 'success', httpStatus: 200, body } }));
  return events;
}

/** A store as the version of so many steps made it, with these events. */
function storeOf(version: number, events: readonly StoredEvent[]): string {
  const directory = join(home, `version-${version}`);
  mkdirSync(directory);
  const database = new DatabaseSync(join(directory, 'countersign.sqlite'));
  database.exec('PRAGMA journal_mode = WAL');
  for (const step of steps.slice(0, version)) database.exec(step);
  database.exec(`PRAGMA user_version = ${version}`);
  const insert = database.prepare('INSERT INTO event (id, line, body) VALUES (?, ?, ?)');
  for (const event of events) insert.run(event.columns.id, event.line, event.body ?? null);
  database.close();
  return directory;
}

for (let version = 1; version < steps.length; version += 1) {
  test(`a store of version ${version} is opened: its events are found, recorded on, sealed and verified`, async () => {
    const old = await recordedBefore();
    const directory = storeOf(version, old);

    const store = openStore(directory);
    const { columns } = await createWriter({ recorder: createSqliteRecorder(store), ...options }).record(draftOf());
    const { now } = options;
    const sealStore = createSealStore(store, createRecordFiles(directory));
    await sealAll({ store: sealStore, signer: openCheckpointSigner(directory), now, tenant: 'local', alarm: assert.fail });
    const { events } = await createSqliteSearch(store).events({ group: 'engineers' }, 10);
    const kept = await createSqliteSearch(store).event(old[1]?.columns.id ?? '');

    assert.equal(store.write.prepare('PRAGMA user_version').get()?.user_version, steps.length);
    assert.deepEqual(
      events.map(({ columns: { id } }) => id),
      [columns.id, old[1]?.columns.id],
    );
    assert.deepEqual(Buffer.from(kept?.body ?? []), body);
    assert.throws(() => store.write.exec('DELETE FROM event'), /is never deleted/);
    store.close();
    assert.equal(verifyDirectory(directory, { key: [join(directory, publicKeyFile)] }).events, 3);
  });
}

test('a step that fails leaves the store at the version that it had, and nothing half made', () => {
  const directory = storeOf(steps.length, []);
  const database = new DatabaseSync(join(directory, 'countersign.sqlite'));
  database.exec(`PRAGMA user_version = ${steps.length - 1}`);
  const tables = () => database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
  const before = tables();

  assert.throws(() => openStore(directory), { code: 'recorder-unavailable' });

  assert.equal(database.prepare('PRAGMA user_version').get()?.user_version, steps.length - 1);
  assert.deepEqual(tables(), before);
  database.close();
});
