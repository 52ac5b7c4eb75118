import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type Header, isStreamed, type StreamedReply } from '../http.ts';
import { fill } from './detector.ts';
import { type MaskedAnswer, maskAnswer } from './mask-answer.ts';
import type { ReplyWire } from './mask-reply.ts';
import { maskablePayloadBytes } from './payload-kind.ts';
import { blob, operation, string, structure } from './shapes.fixture.ts';

const token = ['gh', `p_${fill(36)}`].join('');
const output = structure({ Body: blob({ streaming: true }) }, { payload: 'Body' });
const wire: ReplyWire = { operation: operation(), protocol: 'rest-xml', output, secrets: [] };

type Streamed = StreamedReply & { readonly told: { read: number; isCancelled: boolean } };

function streamed(parts: Iterable<Uint8Array>, type: string, more: readonly Header[] = [], sizeBytes?: number): Streamed {
  const told = { read: 0, isCancelled: false };
  async function* chunks() {
    for (const part of parts) {
      told.read += part.length;
      yield part;
    }
  }
  const cancel = () => {
    told.isCancelled = true;
  };
  const body = { [Symbol.asyncIterator]: chunks, cancel, ...(sizeBytes === undefined ? {} : { sizeBytes }) };
  return { status: 200, headers: [['content-type', type], ...more], body, told };
}

function* many(part: Uint8Array, count: number): Generator<Uint8Array> {
  for (let index = 0; index < count; index += 1) yield part;
}

async function seen({ client }: MaskedAnswer): Promise<Buffer> {
  return isStreamed(client) ? buffer(client.body) : Buffer.from(client.body);
}

test('what is no text passes as it arrives where it is revealed, from its first byte to its last', async () => {
  const parts = [Buffer.from([0]), Buffer.alloc(2000, 1), Buffer.alloc(3000, 2)];
  const reply = streamed(parts, 'image/png', [['etag', '"e"']], 5001);

  const answer = await maskAnswer(reply, wire, { reveal: new Set(['binary']) });

  assert.ok(isStreamed(answer.client));
  assert.equal(reply.told.read, 2001);
  assert.deepEqual(answer.record.payload, { class: 'binary', sizeBytes: 5001 });
  assert.deepEqual(await seen(answer), Buffer.concat(parts));
});

test('what is no text is withheld before its second part is read, and cancelled', async () => {
  const reply = streamed(many(Buffer.alloc(2000, 1), 5), 'image/png');

  await assert.rejects(maskAnswer(reply, wire), { code: 'masking-failed', message: /reveal:binary/ });

  assert.deepEqual(reply.told, { read: 2000, isCancelled: true });
});

test('a text is held and masked, whatever its type says', async () => {
  const reply = streamed([Buffer.from(`token: ${token.slice(0, 9)}`), Buffer.from(token.slice(9))], 'image/png');

  const answer = await maskAnswer(reply, wire, { reveal: new Set(['binary']) });

  assert.ok(!isStreamed(answer.client));
  assert.match((await seen(answer)).toString(), /^token: \[masked:/);
});

test('a text above the limit is withheld as soon as that is known', async () => {
  const announced = streamed(many(Buffer.alloc(65_536, 'a'), 1000), 'text/plain', [], maskablePayloadBytes + 1);
  const unannounced = streamed(many(Buffer.alloc(65_536, 'a'), 1000), 'text/plain');

  for (const reply of [announced, unannounced]) {
    await assert.rejects(maskAnswer(reply, wire), { code: 'masking-failed', message: /reveal:text/ });
    assert.ok(reply.told.isCancelled);
  }
  assert.ok(announced.told.read <= 65_536);
  assert.ok(unannounced.told.read <= maskablePayloadBytes + 65_536);
});

test('a part of a text is withheld without being held, and passes where text is revealed', async () => {
  const part = () => ({ ...streamed(many(Buffer.from('text '.repeat(400)), 3), 'text/csv'), status: 206 });

  await assert.rejects(maskAnswer(part(), wire, { reveal: new Set(['binary']) }), { message: /a part of a text/ });

  const answer = await maskAnswer(part(), wire, { reveal: new Set(['text']) });
  assert.equal((await seen(answer)).length, 6000);
});

test('a range of what is no text passes', async () => {
  const reply = { ...streamed([Buffer.alloc(100, 7)], 'video/mp4'), status: 206 };

  assert.ok(isStreamed((await maskAnswer(reply, wire, { reveal: new Set(['binary']) })).client));
});

test('a compressed text of no telling type is expanded to see', async () => {
  const reply = streamed([gzipSync(`token: ${token}`)], 'binary/octet-stream', [['content-encoding', 'gzip']]);

  const answer = await maskAnswer(reply, wire, { reveal: new Set(['binary']) });

  assert.match((await seen(answer)).toString(), /^token: \[masked:/);
});

test('a large compressed payload that was held to see passes from its first byte', async () => {
  const parts = [gzipSync('x'), Buffer.alloc(maskablePayloadBytes, 3), Buffer.from([4])];
  const reply = streamed(parts, 'binary/octet-stream', [['content-encoding', 'gzip']]);

  const answer = await maskAnswer(reply, wire, { reveal: new Set(['binary']) });

  assert.deepEqual(await seen(answer), Buffer.concat(parts));
});

test('an event stream passes only where it is revealed', async () => {
  const reply = () => streamed([Buffer.from('event')], 'application/vnd.amazon.eventstream');

  await assert.rejects(maskAnswer(reply(), wire, { reveal: new Set(['binary', 'text']) }), { message: /reveal:stream/ });

  const answer = await maskAnswer(reply(), wire, { reveal: new Set(['stream']) });
  assert.equal((await seen(answer)).toString(), 'event');
});

test('headers of a payload that passes are masked as ever', async () => {
  const noted = structure(
    { Body: blob({ streaming: true }), Note: { shape: string(), location: 'header', wireName: 'x-note' } },
    { payload: 'Body' },
  );
  const reply = streamed([Buffer.from([0])], 'image/png', [['x-note', token]]);

  const { client, masks } = await maskAnswer(reply, { ...wire, output: noted }, { reveal: new Set(['binary']) });

  assert.match(client.headers.find(([name]) => name === 'x-note')?.[1] ?? '', /^\[masked:/);
  assert.equal(masks.length, 1);
});

test('a payload that breaks off while it is looked at is cancelled', async () => {
  const reply = streamed([], 'text/plain');
  const broken = {
    ...reply,
    body: {
      ...reply.body,
      async *[Symbol.asyncIterator]() {
        yield Buffer.from('a');
        throw new Error('cut');
      },
    },
  };

  await assert.rejects(maskAnswer(broken, wire), /cut/);
  assert.ok(reply.told.isCancelled);
});
