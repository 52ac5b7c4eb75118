import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readPolicies } from '#adapters/files/policies.ts';
import { createSqliteSearch } from '#adapters/local/search.ts';
import { openStore } from '#adapters/local/sqlite.ts';
import { principalNamed } from '#test/contracts/sample-events.ts';
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
