import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf, sampleTime } from '#test/contracts/sample-events.ts';
import { GatewayError } from '../errors.ts';
import type { Json } from '../model.ts';
import type { Recorder } from '../ports.ts';
import { writeLine } from './line.ts';
import { verifyChain } from './verify-chain.ts';
import { createWriter } from './writer.ts';

/** Records `count` events with one writer; the recorder may throw at any of its calls. */
async function recordLines(
  count: number,
  failing: (call: number) => 'lost' | 'stored' | undefined = () => undefined,
): Promise<string[]> {
  const stored = new Map<string, string>();
  let calls = 0;
  const recorder: Recorder = {
    append: async (events) => {
      calls += 1;
      const failure = failing(calls);
      if (failure !== 'lost') for (const { columns, line } of events) stored.set(columns.id, line);
      if (failure !== undefined) throw new GatewayError('recorder-unavailable', 'The test says so.');
    },
    openIntents: async () => [],
  };
  const writer = createWriter({ recorder, ...sampleTime(), tenant: 'test', productVersion: '0.1.0' });
  for (let call = 0; call < count; call += 1) await writer.record(draftOf({ callId: `CALL${call}` })).catch(() => undefined);
  return [...stored.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

/** The same event with a change, its own fingerprint made to fit. */
function forge(line: string, change: (event: Record<string, Json>) => Record<string, Json>): string {
  const { attestation_list: list, ...content } = JSON.parse(line);
  const [{ uid, authority_uid: authority, chain_uid: writer, prev_event: previous }] = list;
  const link = previous && { id: previous.uid, typeUid: previous.type_uid, fingerprint: previous.fingerprint.value };
  return writeLine(change(content), { id: uid, authority, writer, previous: link }).line;
}

test('whole chains are found whole, and their ends are told', async () => {
  const lines = await recordLines(20);

  const report = verifyChain(lines);

  assert.equal(report.fault, undefined);
  assert.equal(report.events, 20);
  assert.deepEqual(
    [...report.ends.values()].map(({ sequence }) => sequence),
    [20],
  );
});

test('a chain is verified from where an earlier walk ended', async () => {
  const lines = await recordLines(20);

  const first = verifyChain(lines.slice(0, 8));
  const second = verifyChain(lines.slice(8), first.ends);

  assert.equal(second.fault, undefined);
  assert.equal([...second.ends.values()][0]?.sequence, 20);
});

const tampered: Record<string, { kind: string; sequence: number | undefined; change: (lines: string[]) => string[] }> = {
  'an edited field': {
    kind: 'edited',
    sequence: undefined,
    change: (lines) => lines.with(4, String(lines[4]).replace('"activity_id":2', '"activity_id":4')),
  },
  'an edited field with a fitting fingerprint': {
    kind: 'edited',
    sequence: 5,
    change: (lines) =>
      lines.with(
        4,
        forge(String(lines[4]), (event) => ({ ...event, activity_id: 4 })),
      ),
  },
  'a member out of canonical order': {
    kind: 'not-canonical',
    sequence: undefined,
    change: (lines) => lines.with(4, String(lines[4]).replace('"action_id":1,"activity_id":2', '"activity_id":2,"action_id":1')),
  },
  'a duplicated member': {
    kind: 'not-canonical',
    sequence: undefined,
    change: (lines) => lines.with(4, String(lines[4]).replace('{', '{"action_id":1,')),
  },
  'a deleted event': { kind: 'deleted', sequence: 5, change: (lines) => lines.toSpliced(4, 1) },
  'a deleted first event': { kind: 'deleted', sequence: 1, change: (lines) => lines.slice(1) },
  'swapped events': {
    kind: 'swapped',
    sequence: 5,
    change: (lines) => lines.with(4, String(lines[5])).with(5, String(lines[4])),
  },
  'a duplicated event': { kind: 'duplicated', sequence: 5, change: (lines) => lines.toSpliced(4, 0, String(lines[4])) },
  'an inserted event with a number that is taken': {
    kind: 'forked',
    sequence: 5,
    change: (lines) => lines.toSpliced(4, 0, rename(String(lines[4]), 'INSERTED')),
  },
  'an event put in the place of a deleted one': {
    kind: 'inserted',
    sequence: 5,
    change: (lines) => lines.with(4, rename(String(lines[4]), 'INSERTED')),
  },
  'a line cut in its middle': {
    kind: 'not-canonical',
    sequence: undefined,
    change: (lines) => lines.with(4, String(lines[4]).slice(0, 500)),
  },
};

function rename(line: string, id: string): string {
  const { attestation_list: list, ...content } = JSON.parse(line);
  const [{ authority_uid: authority, chain_uid: writer, prev_event: previous }] = list;
  const link = previous && { id: previous.uid, typeUid: previous.type_uid, fingerprint: previous.fingerprint.value };
  return writeLine({ ...content, metadata: { ...content.metadata, uid: id } }, { id, authority, writer, previous: link }).line;
}

for (const [name, { kind, sequence, change }] of Object.entries(tampered)) {
  test(`${name} is found and named`, async () => {
    const lines = await recordLines(12);

    const { fault } = verifyChain(change(lines));

    assert.equal(fault?.kind, kind);
    assert.equal(fault?.sequence, sequence);
    assert.match(fault?.sentence ?? '', /\w/);
  });
}

test('a writer that was retired in doubt is whole with and without the event in doubt', async () => {
  for (const fate of ['lost', 'stored'] as const) {
    const lines = await recordLines(12, (call) => (call >= 5 && call <= 7 ? fate : undefined));

    const report = verifyChain(lines);

    assert.equal(report.fault, undefined, fate);
    assert.equal(report.ends.size, 2);
    assert.equal(report.events, fate === 'stored' ? 12 : 11);
  }
});

test('a tail cut from a writer is found by its successor', async () => {
  const lines = await recordLines(12, (call) => (call >= 5 && call <= 7 ? 'lost' : undefined));

  const { fault } = verifyChain(lines.toSpliced(3, 1));

  assert.equal(fault?.kind, 'truncated');
  assert.equal(fault?.sequence, 4);
});

test('a retired writer that goes on is found', async () => {
  const lines = await recordLines(12, (call) => (call >= 5 && call <= 7 ? 'lost' : undefined));
  const whole = await recordLines(5);

  const { fault } = verifyChain(
    [...lines.slice(0, 4), String(whole[4]), ...lines.slice(4)].map((line, index) =>
      index === 4 ? rename(line, 'WENT-ON') : line,
    ),
  );

  assert.equal(fault?.kind, 'forked');
});
