import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asMasked, draftOf, sampleTime } from '#test/contracts/sample-events.ts';
import { announcing } from './announce-changes.ts';
import { createWriter } from './recording/writer.ts';
import { retriedFeed } from './retried-feed.ts';
import type { StateChange } from './state-change.ts';

const changes: readonly StateChange[] = [{ type: 'countersign.call.denied', id: 'ONE', time: '2026-11-02T10:00:00.000Z' }];

/** A feed that takes nothing the first so many times, and the pauses that were made meanwhile. */
function failing(times: number) {
  const [told, pauses]: [string[], number[]] = [[], []];
  let left = times;
  const tell = async (some: readonly StateChange[]) => {
    left -= 1;
    if (left >= 0) throw new Error(`not taken, ${left} left`);
    told.push(...some.map(({ id }) => id));
  };
  const sleep = async (milliseconds: number) => void pauses.push(milliseconds);
  return { told, pauses, feed: retriedFeed({ name: 'test', tell }, { sleep, pausesSeconds: [1, 5] }) };
}

test('what a feed did not take is told again, after longer and longer pauses', async () => {
  const { told, pauses, feed } = failing(2);

  await feed.tell(changes);

  assert.deepEqual([feed.name, told, pauses], ['test', ['ONE'], [1000, 5000]]);
});

test('a feed that takes nothing for good fails with its last error', async () => {
  const { told, feed } = failing(9);

  await assert.rejects(feed.tell(changes), /not taken, 6 left/);
  assert.deepEqual(told, []);
});

test('what happens during a pause comes after it, in its order and each once', async () => {
  const { promise: pause, resolve: goOn } = Promise.withResolvers<void>();
  const told: string[] = [];
  let isDown = true;
  const tell = async (some: readonly StateChange[]) => {
    if (isDown) throw new Error('down');
    told.push(...some.map(({ id }) => id));
  };
  const feed = retriedFeed({ name: 'test', tell }, { sleep: () => pause, pausesSeconds: [1] });
  const recorder = { append: async () => undefined, openIntents: async () => [] };
  const written = createWriter({ recorder, ...sampleTime(), tenant: 'local', productVersion: '0' });
  const writer = announcing(written, { feeds: [feed], log: ({ message }) => assert.fail(message) });

  const recorded: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    const event = await writer.record(draftOf({ kind: 'refused', reason: asMasked(String(count)) }));
    recorded.push(event.columns.id);
  }
  isDown = false;
  goOn();
  while (told.length < 3) await new Promise(setImmediate);

  assert.deepEqual(told, recorded);
});
