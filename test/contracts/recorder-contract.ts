/** What every recorder must do, whatever keeps its events. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '#core/errors.ts';
import type { Masked } from '#core/model.ts';
import type { Recorder, Search, StoredEvent } from '#core/ports.ts';
import { inlineBodyBytes } from '#core/recording/body.ts';
import { closeOpenIntents } from '#core/recording/close-open-intents.ts';
import type { SessionEvents } from '#core/recording/session-events.ts';
import { verifyChain } from '#core/recording/verify-chain.ts';
import { createWriter } from '#core/recording/writer.ts';
import { asMasked, draftOf, sampleTime } from './sample-events.ts';

export type Opened = {
  readonly recorder: Recorder;
  readonly search: Search & SessionEvents;
  readonly close: () => Promise<void>;
};

/** `open` gives an empty store each time. */
export function recorderContract(name: string, open: () => Promise<Opened>): void {
  function recording(sentence: string, body: (opened: Opened) => Promise<void>): void {
    test(`${name}: ${sentence}`, async () => {
      const opened = await open();
      try {
        await body(opened);
      } finally {
        await opened.close();
      }
    });
  }

  recording('an event is read back byte for byte, with its body', async ({ recorder, search }) => {
    const body = asMasked(new TextEncoder().encode('{"Reservations":[]}'));
    const event = await writing(recorder).record(draftOf({ answer: { outcome: 'success', httpStatus: 200, body } }));

    const found = await search.event(event.columns.id);

    assert.equal(found?.line, event.line);
    assert.deepEqual(found?.columns, event.columns);
    assert.deepEqual(Buffer.from(found?.body ?? []), Buffer.from(body));
  });

  recording('a large body is kept once, beside its events', async ({ recorder, search }) => {
    const body = asMasked(Buffer.alloc(inlineBodyBytes * 40, 'masked '));
    const writer = writing(recorder);
    const events: StoredEvent[] = [];
    for (let count = 0; count < 2; count += 1)
      events.push(await writer.record(draftOf({ answer: { outcome: 'success', httpStatus: 200, body } })));

    const found = await Promise.all(events.map(({ columns }) => search.event(columns.id)));

    for (const event of found) assert.deepEqual(Buffer.from(event?.body ?? []), body);
  });

  recording('the same event again is no error', async ({ recorder, search }) => {
    const event = await writing(recorder).record(draftOf());

    await recorder.append([event]);

    assert.equal((await search.events({}, 10)).events.length, 1);
  });

  recording('another event under a stored id is a conflict, and the first one stays', async ({ recorder, search }) => {
    const event = await writing(recorder).record(draftOf());
    const other = { ...event, line: asMasked(event.line.replace('DescribeInstances', 'TerminateInstance')) };

    await assert.rejects(recorder.append([other]), (error) => error instanceof GatewayError && error.code === 'conflict');

    assert.equal((await search.event(event.columns.id))?.line, event.line);
  });

  recording('all of a commit is stored or none: one that is in conflict keeps the others out', async ({ recorder, search }) => {
    const stored = await writing(recorder).record(draftOf({ callId: 'FIRST' }));
    const beside = (recorder.mostAtOnce ?? 1) > 1 ? ['A', 'B'] : [];
    const fresh = await Promise.all(beside.map((callId) => unstored(callId)));
    const other = { ...stored, line: asMasked(stored.line.replace('DescribeInstances', 'TerminateInstance')) };

    await assert.rejects(
      recorder.append([...fresh, other]),
      (error) => error instanceof GatewayError && error.code === 'conflict',
    );

    assert.deepEqual(callsOf((await search.events({}, 10)).events), ['FIRST']);
  });

  recording('the same commit again is no error, and stores nothing twice', async ({ recorder, search }) => {
    const body = asMasked(Buffer.alloc(inlineBodyBytes * 2, 'masked '));
    const events = await Promise.all(['A', 'B', 'C'].slice(0, recorder.mostAtOnce ?? 1).map((callId) => unstored(callId, body)));

    await recorder.append(events);
    await recorder.append(events);

    assert.deepEqual(callsOf((await search.events({}, 10)).events).toSorted(), callsOf(events));
    assert.deepEqual(Buffer.from((await search.event(events[0]?.columns.id ?? ''))?.body ?? []), body);
  });

  recording('intents without an end are open, oldest first, up to the time asked for', async ({ recorder }) => {
    const writer = writing(recorder);
    for (const callId of ['A', 'B', 'C', 'D']) await writer.record(draftOf({ kind: 'intent', callId }));
    await writer.record(draftOf({ kind: 'outcome', callId: 'B' }));
    const late = await writer.record(draftOf({ kind: 'intent', callId: 'E' }));

    const open = await recorder.openIntents(late.columns.time);

    assert.deepEqual(
      open.map(({ columns }) => columns.callId),
      ['A', 'C', 'D'],
    );
  });

  recording('recovery ends every open intent as unknown, and then there is none', async ({ recorder, search }) => {
    const writer = writing(recorder);
    for (const callId of ['A', 'B', 'C']) await writer.record(draftOf({ kind: 'intent', callId }));
    await writer.record(draftOf({ kind: 'outcome', callId: 'B' }));
    const before = '2026-11-03T00:00:00.000Z';

    const closed = await closeOpenIntents({ recorder, writer, before });

    assert.equal(closed, 2);
    assert.deepEqual(await recorder.openIntents(before), []);
    const unknown = await search.events({ kind: 'unknown' }, 10);
    assert.deepEqual(
      unknown.events.map(({ columns }) => [columns.callId, columns.operation, columns.principal, columns.mark]),
      [
        ['C', 'DescribeInstances', 'local:engineer', 'error'],
        ['A', 'DescribeInstances', 'local:engineer', 'error'],
      ],
    );
  });

  recording('64 parallel clients on one session leave one whole chain', async ({ recorder, search }) => {
    const writer = writing(recorder);
    const clients = Array.from({ length: 64 }, (_, index) => writer.record(draftOf({ kind: 'intent', callId: `CALL${index}` })));
    await Promise.all(clients);

    const { events } = await search.events({ session: 'SESSION0000000000000000001' }, 100);

    assert.equal(events.length, 64);
    assert.equal(verifyChain(events.map(({ line }) => line).toReversed()).fault, undefined);
  });

  recording('a reply lost at every seventh put loses no event and breaks no chain', async ({ recorder, search }) => {
    let puts = 0;
    const flaky: Recorder = {
      ...recorder,
      append: async (events) => {
        puts += 1;
        await recorder.append(events);
        if (puts % 7 === 0) throw new GatewayError('recorder-unavailable', 'The reply was lost.');
      },
    };
    const writer = writing(flaky);
    for (let count = 0; count < 60; count += 1) await writer.record(draftOf({ callId: `CALL${count}` }));

    const { events } = await search.events({ kind: 'outcome' }, 100);

    assert.equal(events.length, 60);
    const report = verifyChain(events.map(({ line }) => line).toReversed());
    assert.equal(report.fault, undefined);
    assert.equal(report.ends.size, 1);
  });
}

let timesOfUnstored = 0;

/** The event that a draft becomes; nothing is stored. Each has an id of its own. */
async function unstored(callId: string, body?: Masked<Uint8Array>): Promise<StoredEvent> {
  timesOfUnstored += 1;
  const time = sampleTime(new Date(Date.UTC(2026, 10, 2, 14, 0, timesOfUnstored)).toISOString());
  const recorder = { append: async () => undefined, openIntents: async () => [] };
  const answer = { outcome: 'success', httpStatus: 200, ...(body === undefined ? {} : { body }) } as const;
  return createWriter({ recorder, ...time, tenant: 'acme', productVersion: '0.1.0' }).record(draftOf({ callId, answer }));
}

function callsOf(events: readonly StoredEvent[]) {
  return events.map(({ columns }) => columns.callId);
}

function writing(recorder: Recorder) {
  return createWriter({ recorder, ...sampleTime(), tenant: 'acme', productVersion: '0.1.0' });
}
