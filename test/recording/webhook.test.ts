/** The example of a webhook's receiver, as its own process: it takes what the gateway signs and nothing else. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createStateWebhook } from '#adapters/notify/state-webhook.ts';
import { type StateChange, stateChangeTypes } from '#core/state-change.ts';

const example = fileURLToPath(new URL('../../examples/webhook/receive.mjs', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
const secretFile = join(directory, 'secret');
const change: StateChange = { type: 'countersign.call.denied', id: 'ONE', time: '2026-11-02T10:00:00.000Z' };
let receiver: ChildProcess;
let lines: AsyncIterator<string>;
let url = '';

before(async () => {
  writeFileSync(secretFile, 'what both sides know\n');
  receiver = spawn(process.execPath, [example, secretFile, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  assert.ok(receiver.stdout !== null);
  lines = createInterface(receiver.stdout)[Symbol.asyncIterator]();
  url = `${(await lines.next()).value}/changes`;
});
after(() => {
  receiver.kill();
  rmSync(directory, { recursive: true });
});

function told(key: string, now: string): Promise<void> {
  return createStateWebhook({ url, signingKey: async () => key, now: () => now }).tell([change]);
}

test('the receiver takes a change that the gateway signed just now', async () => {
  await told('what both sides know', new Date().toISOString());

  assert.deepEqual(JSON.parse((await lines.next()).value), change);
});

test('the receiver refuses another key, an old signature, and a body that is another than the signed one', async () => {
  const fresh = new Date().toISOString();

  await assert.rejects(told('another key', fresh), /401/);
  await assert.rejects(told('what both sides know', new Date(Date.now() - 301_000).toISOString()), /401/);
  const unsigned = await fetch(url, { method: 'POST', body: '{"changes":[]}' });
  assert.equal(unsigned.status, 401);
});

test('the receiver tells a change once, however often it comes', async () => {
  const [again, other] = [
    { ...change, id: 'TWO' },
    { ...change, id: 'THREE' },
  ];
  const feed = createStateWebhook({ url, signingKey: async () => 'what both sides know', now: () => new Date().toISOString() });

  for (const changes of [[again], [again, other]]) await feed.tell(changes);

  assert.deepEqual([JSON.parse((await lines.next()).value).id, JSON.parse((await lines.next()).value).id], ['TWO', 'THREE']);
});

test('a sender that hangs up, and one that floods, do not end the receiver', async () => {
  await new Promise<void>((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname, () => {
      socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf', () => socket.destroy());
    });
    socket.once('close', () => resolve());
  });
  const flood = await fetch(url, { method: 'POST', body: Buffer.alloc(2_000_000) }).catch(() => undefined);

  assert.ok(flood === undefined || flood.status === 401);
  await told('what both sides know', new Date().toISOString());
  assert.equal(receiver.exitCode, null);
});

test('the reference names every change that is told', () => {
  const reference = readFileSync(new URL('../../docs/reference/state-changes.md', import.meta.url), 'utf8');
  const named = [...reference.matchAll(/^\| `(countersign\.[\w.-]+)` \|/gm)].map(([, type]) => type);

  assert.deepEqual(named.toSorted(), [...stateChangeTypes].toSorted());
});
