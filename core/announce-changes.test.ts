import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asMasked, draftOf, sampleTime } from '#test/contracts/sample-events.ts';
import { announcing } from './announce-changes.ts';
import type { LogEntry, Recorder } from './ports.ts';
import { createWriter } from './recording/writer.ts';
import type { StateChange, StateFeed } from './state-change.ts';

const recorder: Recorder = { append: async () => undefined, openIntents: async () => [] };
const lines: LogEntry[] = [];

function writing(feeds: readonly StateFeed[]) {
  const writer = createWriter({ recorder, ...sampleTime(), tenant: 'local', productVersion: '0.1.0' });
  return announcing(writer, { feeds, log: (entry) => lines.push(entry) });
}

test('a denied call is told once it is recorded, and an allowed one is not', async () => {
  const told: StateChange[] = [];
  const writer = writing([{ name: 'test', tell: async (changes) => void told.push(...changes) }]);

  await writer.record(draftOf());
  const { columns } = await writer.record(draftOf({ kind: 'refused' }));

  assert.deepEqual(
    told.map(({ type, id, principal, operation }) => [type, id, principal, operation]),
    [['countersign.call.denied', columns.id, 'local:engineer', 'DescribeInstances']],
  );
});

test('break-glass and tampering are told', async () => {
  const told: string[] = [];
  const writer = writing([{ name: 'test', tell: async (changes) => void told.push(...changes.map(({ type }) => type)) }]);

  await writer.record(draftOf({ kind: 'session', breakGlass: true, detail: asMasked({ state: 'opened' }) }));
  await writer.record(draftOf({ kind: 'session', detail: asMasked({ state: 'opened' }) }));
  await writer.record(draftOf({ kind: 'tampering' }));

  assert.deepEqual(told.toSorted(), ['countersign.record.tampered', 'countersign.session.break-glass']);
});

test('a feed that never answers holds up no call, and no other feed', async () => {
  const told: StateChange[] = [];
  const stuck = { name: 'stuck', tell: () => new Promise<void>(() => undefined) };
  const writer = writing([stuck, { name: 'test', tell: async (changes) => void told.push(...changes) }]);

  for (let count = 0; count < 3; count += 1) await writer.record(draftOf({ kind: 'refused' }));

  assert.equal(told.length, 3);
});

test('a feed that fails is said in the log, and told the next change', async () => {
  let calls = 0;
  const tell = async () => {
    calls += 1;
    throw new Error('down');
  };
  const writer = writing([{ name: 'the webhook', tell }]);
  lines.length = 0;

  await writer.record(draftOf({ kind: 'refused' }));
  await Promise.resolve();
  await writer.record(draftOf({ kind: 'refused' }));
  await Promise.resolve();

  assert.ok(calls >= 1);
  assert.match(lines[0]?.message ?? '', /not told to the webhook/);
});
