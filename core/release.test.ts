import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyedHashHex } from './canonical.ts';
import type { Front } from './front.ts';
import type { StreamedReply } from './http.ts';
import type { Masked } from './model.ts';
import type { LogEntry } from './ports.ts';
import type { EventDraft } from './recording/draft.ts';
import { type ReleasePorts, release } from './release.ts';
import type { Story } from './story.ts';

const hashKey = new Uint8Array(32);
const parts = ['one', 'two', 'three'].map((text) => Buffer.from(text));
const story: Story = {
  stage: 'answered',
  channel: 'aws',
  callId: 'call-1',
  sourceIp: '127.0.0.1',
  secrets: [],
  masks: [{ rule: 'r', class: 'secret', count: 1, paths: [] }],
  answer: { outcome: 'success', httpStatus: 200, payload: { class: 'binary', sizeBytes: 11 } },
};

type World = {
  readonly told: string[];
  readonly events: EventDraft[];
  readonly logged: LogEntry[];
  readonly reply: StreamedReply;
};

/** What the host gets; `breaks` throws after the second part, `isRecordable: false` fails the record. */
function released({ breaks = false, isRecordable = true } = {}): World {
  const [told, events, logged]: [string[], EventDraft[], LogEntry[]] = [[], [], []];
  async function* chunks() {
    for (const part of parts) {
      if (breaks && part === parts[2]) throw new Error('reset, with a secret in its text');
      told.push(`read ${part}`);
      yield part;
    }
  }
  const body = { [Symbol.asyncIterator]: chunks, sizeBytes: 11, cancel: () => void told.push('cancel') };
  const client = { status: 200, headers: [], body } as unknown as Masked<StreamedReply>;
  const ports: ReleasePorts = {
    record: async (draft) => {
      told.push('record');
      if (!isRecordable) throw new Error('full');
      events.push(draft);
    },
    now: () => '2026-01-31T12:00:00.000Z',
    log: (entry) => void logged.push(entry),
    hashKey,
  };
  const front = { encodeStream: (reply: StreamedReply) => reply } as unknown as Front<string, string, StreamedReply>;
  return { told, events, logged, reply: release(front, { client }, { story, request: 'r' }, ports) };
}

async function take({ reply, told }: World, most = Number.POSITIVE_INFINITY): Promise<string> {
  let text = '';
  let count = 0;
  for await (const part of reply.body) {
    told.push(`got ${Buffer.from(part)}`);
    text += Buffer.from(part);
    count += 1;
    if (count === most) break;
  }
  return text;
}

test('the end of a payload is recorded after its last part arrived, and before that part is given out', async () => {
  const world = released();

  assert.equal(await take(world), 'onetwothree');

  assert.deepEqual(world.told, ['read one', 'read two', 'got one', 'read three', 'got two', 'record', 'got three', 'cancel']);
  const [event] = world.events;
  assert.equal(event?.kind, 'payload');
  assert.deepEqual(event?.detail, { state: 'whole' });
  assert.equal(event?.answer?.outcome, 'success');
  assert.deepEqual(event?.answer?.payload, { class: 'binary', sizeBytes: 11, keyedHash: keyedHashHex(hashKey, 'onetwothree') });
  assert.equal(event?.masks, undefined);
});

test('no record, no whole payload: its last part is never given out', async () => {
  const world = released({ isRecordable: false });

  await assert.rejects(take(world), /full/);

  assert.ok(!world.told.includes('got three'));
  assert.ok(world.told.includes('cancel'));
  assert.equal(world.logged[0]?.code, 'recorder-unavailable');
});

test('a client that hangs up ends the reading, and what it got is recorded', async () => {
  const world = released();

  assert.equal(await take(world, 1), 'one');

  assert.ok(!world.told.includes('read three'));
  const [event] = world.events;
  assert.deepEqual(event?.detail, { state: 'client-gone' });
  assert.equal(event?.answer?.outcome, 'failure');
  assert.deepEqual(event?.answer?.payload, { class: 'binary', sizeBytes: 3, keyedHash: keyedHashHex(hashKey, 'one') });
});

test('an upstream that breaks off is recorded, and thrown to whoever writes to the client', async () => {
  const world = released({ breaks: true });

  await assert.rejects(take(world), { code: 'outcome-unknown', message: /broke off/ });

  assert.deepEqual(world.events[0]?.detail, { state: 'upstream-broke' });
  assert.equal(world.events[0]?.answer?.payload?.sizeBytes, 3);
});
