import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asMasked, draftOf, sampleTime } from '#test/contracts/sample-events.ts';
import { GatewayError } from '../errors.ts';
import type { LogEntry, StoredEvent } from '../ports.ts';
import { verifyChain } from './verify-chain.ts';
import { createWriter } from './writer.ts';

type Fate = 'stored' | 'lost' | 'stored-but-unanswered' | 'stored-otherwise' | 'too-large';

/** A recorder whose puts meet the fates given, one after the other; then all are stored. */
function recordingWith(fates: readonly Fate[]) {
  const stored = new Map<string, StoredEvent>();
  const puts: (readonly StoredEvent[])[] = [];
  const log: LogEntry[] = [];
  const append = async (events: readonly StoredEvent[]) => {
    const fate = fates[puts.length] ?? 'stored';
    puts.push(events);
    if (fate === 'stored-otherwise') throw new GatewayError('conflict', 'Another event is stored.');
    if (fate === 'too-large') throw new GatewayError('payload-too-large', 'The call is too large.');
    if (fate !== 'lost') for (const event of events) stored.set(event.columns.id, event);
    if (fate !== 'stored') throw new GatewayError('recorder-unavailable', 'No answer.');
  };
  const recorder = { mostAtOnce: 64, append, openIntents: async () => [] };
  const writer = createWriter({
    recorder,
    ...sampleTime(),
    tenant: 'acme',
    productVersion: '0.1.0',
    log: (entry) => log.push(entry),
  });
  return { writer, puts, log, lines: () => [...stored.values()].map(({ line }) => line) };
}

/** All at once: the first is put alone, what came meanwhile together. */
async function recordTogether(writer: ReturnType<typeof createWriter>, count: number) {
  const calls = Array.from({ length: count }, (_, call) => writer.record(draftOf({ callId: `CALL${call}` })));
  return Promise.allSettled(calls);
}

async function recordAll(writer: ReturnType<typeof createWriter>, count: number): Promise<readonly (StoredEvent | undefined)[]> {
  const events: (StoredEvent | undefined)[] = [];
  for (let call = 0; call < count; call += 1)
    events.push(await writer.record(draftOf({ callId: `CALL${call}` })).catch(() => undefined));
  return events;
}

test('a chain counts from 1, and each event holds the fingerprint of the one before', async () => {
  const { writer, lines } = recordingWith([]);

  await recordAll(writer, 3);

  const [first, second] = lines().map((line) => JSON.parse(line));
  assert.equal(first.metadata.sequence, 1);
  assert.equal('prev_event' in first.attestation_list[0], false);
  assert.deepEqual(second.attestation_list[0].prev_event, {
    uid: first.metadata.uid,
    type_uid: first.type_uid,
    fingerprint: first.attestation_list[0].fingerprint,
  });
});

test('a lost reply puts the same bytes again', async () => {
  const { writer, puts, lines } = recordingWith(['stored', 'stored-but-unanswered', 'stored']);

  await recordAll(writer, 3);

  assert.equal(puts[1]?.[0]?.line, puts[2]?.[0]?.line);
  assert.equal(verifyChain(lines()).fault, undefined);
  assert.equal(lines().length, 3);
});

test('no record, no call: while the store fails, recording fails with a sentence for the caller', async () => {
  const { writer } = recordingWith(Array.from({ length: 3 }, () => 'lost' as const));

  await assert.rejects(
    writer.record(draftOf()),
    (error: GatewayError) => error.code === 'recorder-unavailable' && /not let through/.test(error.message),
  );
});

for (const fate of ['lost', 'stored-but-unanswered'] as const) {
  test(`an event that stays in doubt (${fate}) retires its writer, and the next one names it`, async () => {
    const { writer, lines } = recordingWith(['stored', 'stored', fate, fate, fate]);

    const events = await recordAll(writer, 5);

    assert.equal(events[2], undefined);
    assert.notEqual(events[3]?.columns.writer, events[1]?.columns.writer);
    assert.equal(events[3]?.columns.sequence, 1);
    const { predecessor } = JSON.parse(events[3]?.line ?? '').unmapped.countersign;
    assert.equal(predecessor.writer, events[1]?.columns.writer);
    assert.equal(predecessor.sequence, 2);
    assert.equal(verifyChain(lines()).fault, undefined);
  });
}

test('a writer that has stored nothing settles its first event before the next one, however long the store is down', async () => {
  const { writer, lines } = recordingWith(Array.from({ length: 9 }, () => 'lost' as const));

  const events = await recordAll(writer, 6);

  assert.deepEqual(
    events.map((event) => event?.columns.sequence),
    [undefined, undefined, undefined, 2, 3, 4],
  );
  assert.equal(verifyChain(lines()).fault, undefined);
  assert.equal(verifyChain(lines()).ends.size, 1);
});

test('a store that holds something else under an id of ours stops the writer and alarms', async () => {
  const { writer, log, lines } = recordingWith(['stored', 'stored-otherwise']);

  const events = await recordAll(writer, 3);

  assert.equal(events[1], undefined);
  assert.notEqual(events[2]?.columns.writer, events[0]?.columns.writer);
  assert.equal(log[0]?.level, 'error');
  assert.match(log[0]?.message ?? '', /somebody writes beside the gateway/);
  assert.equal(verifyChain(lines()).fault, undefined);
});

test('an event that is too large is refused, and takes no number', async () => {
  const { writer, lines } = recordingWith(['stored', 'too-large']);
  await writer.record(draftOf());

  await assert.rejects(writer.record(draftOf()), { code: 'payload-too-large' });

  const next = await writer.record(draftOf());
  assert.equal(next.columns.sequence, 2);
  assert.equal(verifyChain(lines()).fault, undefined);
});

test('a draft without a record takes no number and stops nobody behind it', async () => {
  const { writer } = recordingWith([]);

  const [refused, recorded] = await Promise.allSettled([
    writer.record(draftOf({ facts: asMasked({ load: Number.NaN }) })),
    writer.record(draftOf()),
  ]);

  assert.equal(refused.status, 'rejected');
  assert.equal(recorded.status === 'fulfilled' && recorded.value.columns.sequence, 1);
});

test('what comes while one commit runs shares the next one, in the order it came', async () => {
  const { writer, puts, lines } = recordingWith([]);

  await recordTogether(writer, 10);

  assert.deepEqual(
    puts.map((events) => events.map(({ columns }) => columns.callId)),
    [['CALL0'], ['CALL1', 'CALL2', 'CALL3', 'CALL4', 'CALL5', 'CALL6', 'CALL7', 'CALL8', 'CALL9']],
  );
  assert.equal(verifyChain(lines()).fault, undefined);
});

test('one commit takes as many events as the store says', async () => {
  const { writer, puts } = recordingWith([]);

  await recordTogether(writer, 100);

  assert.deepEqual(
    puts.map(({ length }) => length),
    [1, 64, 35],
  );
});

for (const fate of ['lost', 'stored-but-unanswered'] as const) {
  test(`a commit that stays in doubt (${fate}) fails each of its callers, and the next writer names all its events`, async () => {
    const { writer, lines } = recordingWith(['stored', fate, fate, fate]);

    const calls = await recordTogether(writer, 10);
    const next = await writer.record(draftOf());

    assert.deepEqual(
      calls.map(({ status }) => status),
      ['fulfilled', ...Array.from({ length: 9 }, () => 'rejected')],
    );
    const { predecessor } = JSON.parse(next.line).unmapped.countersign;
    assert.deepEqual([predecessor.sequence, predecessor.unconfirmed.count], [1, 9]);
    assert.equal(verifyChain(lines()).fault, undefined);
    assert.equal(lines().length, fate === 'lost' ? 2 : 11);
  });
}

test('of events in doubt some cannot be cut off', async () => {
  const fate = 'stored-but-unanswered' as const;
  const { writer, lines } = recordingWith(['stored', fate, fate, fate]);
  await recordTogether(writer, 10);
  await writer.record(draftOf());

  const { fault } = verifyChain(lines().toSpliced(8, 2));

  assert.equal(fault?.kind, 'forked');
});

test('when a commit is too large, each of its events goes alone, and only the one that is too large itself is refused', async () => {
  const { writer, lines } = recordingWith(['stored', 'too-large', 'stored', 'too-large', 'stored']);

  const calls = await recordTogether(writer, 4);

  assert.deepEqual(
    calls.map(({ status }) => status),
    ['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
  );
  assert.equal(verifyChain(lines()).fault, undefined);
  assert.equal(lines().length, 3);
});

test('a writer whose first commit is in doubt settles it whole before the next one', async () => {
  const { writer, lines } = recordingWith(Array.from({ length: 6 }, () => 'lost' as const));

  const calls = await recordTogether(writer, 4);

  assert.deepEqual(
    calls.map(({ status }) => status),
    Array.from({ length: 4 }, () => 'rejected'),
  );
  const next = await writer.record(draftOf());
  assert.equal(next.columns.sequence, 2);
  assert.equal(verifyChain(lines()).fault, undefined);
});
