import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createIdSource } from '#adapters/clock/clock.ts';
import { readPolicies } from '#adapters/files/policies.ts';
import { createSqliteRecorder } from '#adapters/local/recorder.ts';
import { createSqliteSearch } from '#adapters/local/search.ts';
import { openStore } from '#adapters/local/sqlite.ts';
import { draftOf, principalNamed } from '#test/contracts/sample-events.ts';
import { policySet } from '#test/policy/questions.ts';
import { GatewayError } from '../errors.ts';
import type { Principal } from '../model.ts';
import type { Receipt } from '../recording/receipt.ts';
import { createWriter } from '../recording/writer.ts';
import { proveEvent } from './prove-event.ts';
import { showEvent } from './show-event.ts';

const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
const store = openStore(directory);
after(() => {
  store.close();
  rmSync(directory, { recursive: true });
});
const policies = policySet(...readPolicies('policies').map(({ text }) => text));
const now = () => '2026-05-04T10:00:00.000Z';
const newId = createIdSource();
const writer = createWriter({
  recorder: createSqliteRecorder(store),
  now,
  newId,
  tenant: 'test',
  productVersion: '0',
  log: () => {},
});
const ports = {
  now,
  newId,
  timeZone: 'UTC',
  policies: () => policies,
  search: createSqliteSearch(store),
  record: writer.record,
  tenant: 'test',
  keyring: { current: 'k1', roots: new Map([['k1', new Uint8Array(32)]]) },
};
const engineer = principalNamed('engineer');

async function read(id: string, principal = engineer) {
  const times = { tokenIssuedAt: now(), tokenExpiresAt: now() };
  return showEvent({ principal, ...times, sourceIp: '127.0.0.1', channel: 'json' }, id, ports);
}

test('people read the events of their own sessions, auditors any, and reading is recorded', async () => {
  const { columns } = await writer.record(draftOf({ principal: engineer, session: 'S1' }));

  const own = await read(columns.id);
  const audited = await read(columns.id, { ...principalNamed('auditor'), groups: ['auditors'] });

  assert.deepEqual([own.id, audited.id, own.operation], [columns.id, columns.id, columns.operation]);
  const { events } = await ports.search.events({ kind: 'record-read' }, 10);
  assert.equal(events.length, 2);
});

test('what somebody else did in one’s session is one’s to read; somebody else’s session is not', async () => {
  const lead = principalNamed('sre-lead');
  await writer.record(draftOf({ principal: lead, session: 'S2' }));
  const { columns } = await writer.record(draftOf({ kind: 'approval', principal: principalNamed('approver'), session: 'S2' }));

  assert.equal((await read(columns.id, lead)).id, columns.id);
  await assert.rejects(read(columns.id), (thrown) => thrown instanceof GatewayError && thrown.code === 'not-found');
});

test('a receipt is for whoever may read the event: the owner of its session, and nobody else, not even that it is there', async () => {
  const lead = principalNamed('sre-lead');
  await writer.record(draftOf({ principal: lead, session: 'S3' }));
  const { columns, line } = await writer.record(
    draftOf({ kind: 'approval', principal: principalNamed('approver'), session: 'S3' }),
  );
  const checkpoint = { v: 1, tenant: 'test', seq: 1, count: 1, root: '', writers: {}, sealedAt: now(), keyId: '' } as const;
  const sealed: Receipt = { v: 1, event: line, leafIndex: 0, treeSize: 1, path: [], checkpoint, signature: '' };
  const prove = (principal: Principal, receipt: Receipt | 'not-sealed') => {
    const receipts = { find: async () => receipt, checkpointOf: async () => undefined };
    const caller = { principal, tokenIssuedAt: now(), tokenExpiresAt: now(), sourceIp: '127.0.0.1', channel: 'json' } as const;
    return proveEvent(caller, columns.id, { ...ports, receipts });
  };

  assert.equal(await prove(lead, sealed), sealed);
  await assert.rejects(prove(lead, 'not-sealed'), { code: 'conflict' });
  for (const receipt of [sealed, 'not-sealed'] as const) await assert.rejects(prove(engineer, receipt), { code: 'not-found' });
});

test('an id that is nobody’s is told like one that is not yours', async () => {
  await assert.rejects(read('01JZ0000000000000000000000'), /no such event, or it is not yours/);
});
