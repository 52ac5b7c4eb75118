import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readPolicies } from '#adapters/files/policies.ts';
import { openCheckpointSigner } from '#adapters/local/checkpoint-key.ts';
import { createReceipts } from '#adapters/local/receipts.ts';
import { createRecordFiles } from '#adapters/local/record-files.ts';
import { createSqliteRecorder } from '#adapters/local/recorder.ts';
import { createSealStore } from '#adapters/local/seal-store.ts';
import { createSqliteSearch } from '#adapters/local/search.ts';
import { openStore } from '#adapters/local/sqlite.ts';
import { asMasked, callOf, draftOf, principalNamed, sampleTime } from '#test/contracts/sample-events.ts';
import { policySet } from '#test/policy/questions.ts';
import type { ExportFormat } from '../recording/export-forms.ts';
import { sealAll } from '../recording/seal.ts';
import { createWriter } from '../recording/writer.ts';
import { type ExportPage, exportSession } from './export-session.ts';

const calls = 2600;
/** So many are open at any time: no cut between two pages falls between calls. */
const together = 40;
const events = calls * 2;

const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
const opened = openStore(directory);
const store = { ...opened, sync: async () => undefined };
after(() => {
  opened.close();
  rmSync(directory, { recursive: true });
});
const time = sampleTime('2026-05-04T10:00:00.000Z', 1000);
const files = createRecordFiles(directory);
const signer = openCheckpointSigner(directory);
const policies = policySet(...readPolicies('policies').map(({ text }) => text));
const writer = createWriter({ recorder: createSqliteRecorder(store), ...time, tenant: 'test', productVersion: '0' });
const ports = {
  ...time,
  timeZone: 'UTC',
  policies: () => policies,
  search: createSqliteSearch(store),
  receipts: createReceipts(store, files),
  record: writer.record,
  tenant: 'test',
  keyring: { current: 'k1', roots: new Map([['k1', new Uint8Array(32)]]) },
};
const engineer = principalNamed('engineer');
const token = { tokenIssuedAt: time.now(), tokenExpiresAt: time.now() };
const caller = { principal: engineer, ...token, sourceIp: '127.0.0.1', channel: 'json' } as const;

before(async () => {
  for (let first = 0; first < calls; first += together) {
    const numbers = Array.from({ length: together }, (_, index) => first + index);
    for (const kind of ['intent', 'outcome'] as const) await Promise.all(numbers.map((number) => record(number, kind)));
    if (first === 1000 || first === 2000) await seal();
  }
});

function record(number: number, kind: 'intent' | 'outcome') {
  const body = asMasked(new TextEncoder().encode(JSON.stringify({ number, text: 'x'.repeat(number % 50 === 0 ? 9000 : 20) })));
  return writer.record(
    draftOf({
      kind,
      callId: `CALL${number}`,
      principal: engineer,
      session: 'S1',
      call: callOf('ec2', 'DescribeInstances', { parameters: asMasked({ InstanceIds: [`i-${number}`] }) }),
      ...(kind === 'outcome' ? { answer: { outcome: 'success', httpStatus: 200, body } } : {}),
    }),
  );
}

function seal(): Promise<number> {
  return sealAll({ store: createSealStore(store, files), signer, now: time.now, tenant: 'test', alarm: assert.fail });
}

async function everyPage(format: ExportFormat): Promise<readonly ExportPage[]> {
  const pages: ExportPage[] = [];
  let cursor: string | undefined;
  do {
    const page: ExportPage = await exportSession(caller, 'S1', { format, ...(cursor === undefined ? {} : { cursor }) }, ports);
    pages.push(page);
    cursor = page.cursor;
  } while (cursor !== undefined);
  assert.ok(pages.length > 1);
  assert.equal(
    pages.reduce((sum, page) => sum + page.events, 0),
    events,
  );
  for (const page of pages) assert.ok(Buffer.byteLength(JSON.stringify(JSON.stringify(page))) < 6_000_000);
  return pages;
}

function fileOf(pages: readonly ExportPage[]): string {
  return pages.map(({ text }) => text).join('');
}

test('a session of any length leaves whole, as the lines that are stored, with every body beside them', async () => {
  const pages = await everyPage('ocsf');

  const stored = store.read.prepare('SELECT line FROM event WHERE instr(line, \'"uid":"S1"\') > 0 ORDER BY id').all();
  assert.equal(fileOf(pages), stored.map(({ line }) => `${line}\n`).join(''));
  const bodies = pages.flatMap((page) => page.bodies ?? []);
  assert.equal(bodies.length, calls);
  for (const { sha256, base64 } of bodies) {
    const bytes = Buffer.from(base64 ?? '', 'base64');
    assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256);
    assert.ok(stored.some(({ line }) => String(line).includes(sha256)));
    break;
  }
});

test('a page fits into an answer of AWS Lambda, whatever a reply consists of', async () => {
  const body = asMasked(new TextEncoder().encode(JSON.stringify({ Text: '"'.repeat(240_000) })));
  const answer = { outcome: 'success', httpStatus: 200, body } as const;
  for (let call = 0; call < 3; call += 1) {
    await writer.record(draftOf({ kind: 'outcome', callId: `LARGE${call}`, principal: engineer, session: 'S2', answer }));
  }

  const page = await exportSession(caller, 'S2', { format: 'har' }, ports);

  assert.notEqual(page.cursor, undefined);
  assert.ok(Buffer.byteLength(JSON.stringify({ statusCode: 200, body: JSON.stringify(page) })) < 6_000_000);
});

test('the pages of HAR are one document, with the parameters of every call, wherever a page was cut', async () => {
  const { log } = JSON.parse(fileOf(await everyPage('har')));

  assert.equal(log.entries.length, calls);
  for (const [number, entry] of log.entries.entries()) {
    assert.equal(entry.request.postData.text, `{"InstanceIds":["i-${number}"]}`);
  }
});

test('the pages of a cast are one recording, whose time goes on', async () => {
  const [header, ...moments] = fileOf(await everyPage('cast'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

  assert.equal(header.version, 2);
  assert.equal(moments.length, events + 1);
  for (const [index, [at]] of moments.entries()) assert.ok(index === 0 || at >= moments[index - 1][0]);
  assert.equal(moments[2][2], '$ aws ec2 describe-instances --instance-ids \'["i-2"]\'\r\n# allow by everybody-reads\r\n');
});

test('every form names the checkpoints that prove it, and what is not sealed yet', async () => {
  const sealed = { checkpoints: { first: 1, last: 2 }, unsealed: events - 4080 };

  const rows = fileOf(await everyPage('csv'))
    .trimEnd()
    .split('\r\n')
    .map((row) => row.split(','));
  const [cast, har] = [await everyPage('cast'), await everyPage('har')];

  assert.equal(rows.length, events + 1);
  assert.deepEqual([rows[0]?.at(-1), rows[1]?.at(-1), rows[4080]?.at(-1), rows[4081]?.at(-1)], ['checkpoint', '1', '2', '']);
  assert.deepEqual(cast.at(-1)?.sealed, sealed);
  assert.match(fileOf(cast), /"m","sealed by checkpoints 1 to 2; 1120 events are not sealed yet"\]\n$/);
  assert.deepEqual(JSON.parse(fileOf(har)).log._countersign, sealed);
});

test('a cursor goes on with the export that it came from, and with no other', async () => {
  const { cursor } = await exportSession(caller, 'S1', { format: 'ocsf' }, ports);

  const other = exportSession(caller, 'S1', { format: 'csv', ...(cursor === undefined ? {} : { cursor }) }, ports);

  assert.notEqual(cursor, undefined);
  await assert.rejects(other, { code: 'malformed-request' });
});

test('another person’s session is not there, on any page', async () => {
  const { cursor } = await exportSession(caller, 'S1', { format: 'ocsf' }, ports);
  const stranger = { ...caller, principal: principalNamed('stranger', []) };

  for (const asked of [{ format: 'ocsf' }, { format: 'ocsf', cursor: cursor ?? '' }] as const) {
    await assert.rejects(exportSession(stranger, 'S1', asked, ports), { code: 'not-found' });
  }
});
