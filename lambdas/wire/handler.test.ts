import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import type { StreamedBody } from '#core/http.ts';
import { writeStream } from './handler.ts';

type Told = { given: number; isReturned: boolean };

function bodyOf(parts: readonly Uint8Array[], told: Told = { given: 0, isReturned: false }): StreamedBody {
  async function* chunks() {
    try {
      for (const part of parts) {
        told.given += 1;
        yield part;
      }
    } finally {
      told.isReturned = true;
    }
  }
  return { [Symbol.asyncIterator]: chunks, cancel: () => undefined };
}

/** A client that takes what it is told to. */
class Client extends Writable {
  readonly taken: Buffer[] = [];
  #go: (() => void) | undefined;
  readonly #isSlow: boolean;

  constructor({ isSlow = false } = {}) {
    super({ highWaterMark: 4 });
    this.#isSlow = isSlow;
  }

  override _write(part: Buffer, _encoding: string, done: () => void): void {
    this.taken.push(part);
    if (this.#isSlow) this.#go = done;
    else setImmediate(done);
  }

  take(): void {
    this.#go?.();
  }
}

const parts = ['one ', 'two ', 'three'].map((text) => Buffer.from(text));
const soon = () => new Promise((resolve) => setImmediate(resolve));

test('a body is written to its end', async () => {
  const client = new Client();

  await writeStream(bodyOf(parts), client);

  assert.equal(Buffer.concat(client.taken).toString(), 'one two three');
  assert.ok(client.writableEnded);
});

test('no part is asked for before the client took the one before', async () => {
  const [client, told] = [new Client({ isSlow: true }), { given: 0, isReturned: false }];

  const writing = writeStream(bodyOf(parts, told), client);
  await soon();
  const before = told.given;
  client.take();
  await soon();
  await soon();

  assert.deepEqual([before, told.given], [1, 2]);
  client.destroy();
  await writing;
});

test('a client that hangs up, or stalls, ends the reading', async () => {
  for (const act of [(client: Client) => client.destroy(), () => undefined]) {
    const [client, told] = [new Client({ isSlow: true }), { given: 0, isReturned: false }];

    const writing = writeStream(bodyOf(parts, told), client, 20);
    await soon();
    act(client);
    await writing;

    assert.ok(told.isReturned && told.given < 3 && client.destroyed);
  }
});

test('a body that breaks off destroys the outlet, which never ends', async () => {
  const client = new Client();
  const broken = {
    ...bodyOf([]),
    async *[Symbol.asyncIterator]() {
      yield Buffer.from('half');
      throw new Error('no record');
    },
  };

  await assert.rejects(writeStream(broken, client), /no record/);

  assert.ok(client.destroyed && !client.writableEnded);
});
