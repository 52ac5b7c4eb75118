import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readPolicies } from '#adapters/files/policies.ts';
import { createSqliteRecorder } from '#adapters/local/recorder.ts';
import { createSqliteSearch } from '#adapters/local/search.ts';
import { openStore } from '#adapters/local/sqlite.ts';
import { createWriter } from '#core/recording/writer.ts';
import { draftOf, principalNamed } from '#test/contracts/sample-events.ts';
import { policySet } from '#test/policy/questions.ts';
import { manyEvents } from '#test/recording/many-events.ts';
import { followEvents } from './follow-record.ts';

const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
const store = openStore(directory);
after(() => {
  store.close();
  rmSync(directory, { recursive: true });
});

const now = () => '2026-11-24T10:00:00.000Z';
const policies = policySet(...readPolicies('policies').map(({ text }) => text));
const ports = {
  ...{ now, newId: () => 'ID', timeZone: 'UTC', tenant: 'test', policies: () => policies },
  search: createSqliteSearch(store),
  record: async () => undefined,
  keyring: { current: 'k1', roots: new Map([['k1', new Uint8Array(32)]]) },
};
const auditor = {
  principal: principalNamed('auditor', ['auditors']),
  ...{ tokenIssuedAt: now(), tokenExpiresAt: now(), sourceIp: '127.0.0.1', channel: 'json' as const },
} as const;

test('who follows on from long ago gets every event behind it, oldest first, each once', async () => {
  const events = await manyEvents(store);
  events.add(2_500);
  const ids = store.read
    .prepare('SELECT id FROM event ORDER BY id')
    .all()
    .map(({ id }) => String(id));
  const followed: string[] = [];

  for (let last = ids[0]; ; last = followed.at(-1)) {
    const { poll } = await followEvents(auditor, {}, last, ports);
    const page = await poll();
    if (page.length === 0) break;
    followed.push(...page.map(({ id }) => id));
  }

  assert.deepEqual(followed, ids.slice(1));
});

test('where events take a while to be found, the youngest are told once no older one can still come', async () => {
  const recorder = createSqliteRecorder(store);
  const write = (time: string, id: string) =>
    createWriter({ recorder, now: () => time, newId: () => id, tenant: 'test', productVersion: '0' }).record(draftOf());
  let time = '2031-11-25T10:00:00.000Z';
  const slow = { ...ports, now: () => time, settlingMilliseconds: 2000 };
  const first = await write('2031-11-25T09:59:00.000Z', '01KAX0000000000000000000A1');
  const told: string[][] = [];
  const poll = async (last: string) => {
    const found = await (await followEvents(auditor, {}, last, slow)).poll();
    told.push(found.map(({ id }) => id));
  };

  await write('2031-11-25T09:59:59.500Z', '01KAX0000000000000000000A3');
  await poll(first.columns.id);
  await write('2031-11-25T09:59:59.400Z', '01KAX0000000000000000000A2');
  time = '2031-11-25T10:00:02.000Z';
  await poll(first.columns.id);

  assert.deepEqual(told, [[], ['01KAX0000000000000000000A2', '01KAX0000000000000000000A3']]);
});
