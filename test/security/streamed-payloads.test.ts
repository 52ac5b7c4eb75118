/** Payloads of objects through the whole gateway: what passes, what is masked, what is withheld, and what the record holds of it. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { fill } from '#core/masking/detector.ts';
import { signRequest } from '#core/protocols/aws/signature/sign-request.ts';
import { type Issued, startGateway, type TestGateway } from '../clients/support/gateway.ts';
import { type ObjectDouble, startObjectDouble, stored } from '../clients/support/object-double.ts';

const canary = ['gh', `p_${fill(36)}`].join('');
const binary = Buffer.alloc(20 * 1024 * 1024, Buffer.from(Array.from({ length: 251 }, (_, index) => index)));
const text = Buffer.from(`# notes\ntoken: ${canary}\nend\n`);
const part = Buffer.alloc(64 * 1024, 1);
const home = mkdtempSync(join(tmpdir(), 'countersign-payloads-'));
const root = new URL('../../', import.meta.url);

let upstream: ObjectDouble;
let gateway: TestGateway;
let issued: Issued;
let hungUp = 0;

before(async () => {
  upstream = await startObjectDouble({
    '/b/binary': stored(binary, 'application/octet-stream'),
    '/b/text': stored(text, 'application/octet-stream'),
    '/b/large-text': stored(Buffer.alloc(9 * 1024 * 1024, 'a line of text\n'), 'text/plain'),
    '/b/broken': (response) => {
      response.writeHead(200, { 'content-type': 'image/png', 'content-length': 10 * part.length });
      response.write(part, () => response.write(part, () => response.destroy()));
    },
    '/b/endless': (response) => {
      response.writeHead(200, { 'content-type': 'image/png' });
      response.once('close', () => (hungUp += 1));
      const more = () => {
        while (!response.destroyed && response.write(part));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    },
  });
  const config = join(home, 'countersign.config.yaml');
  const shipped = readFileSync(new URL('local/countersign.config.yaml', root), 'utf8');
  const local = shipped.replace('http://127.0.0.1:%SANDBOX_PORT%', upstream.url);
  writeFileSync(config, local.replace('../policies', new URL('policies', root).pathname));
  gateway = await startGateway({ configFile: config, holdSeconds: 0 });
  issued = await gateway.issue('engineer');
});
after(async () => {
  await gateway.stop();
  await upstream.stop();
  rmSync(home, { recursive: true, force: true });
});

function s3(): S3Client {
  return new S3Client({
    ...{ region: 'eu-west-1', endpoint: gateway.wireUrl, credentials: issued, maxAttempts: 1, forcePathStyle: true },
  });
}

function get(Key: string, Range?: string) {
  return s3().send(new GetObjectCommand({ Bucket: 'b', Key, ...(Range === undefined ? {} : { Range }) }));
}

type Listed = {
  readonly kind: string;
  readonly callId: string;
  readonly event: { readonly unmapped: { readonly countersign: Own } };
};
type Own = { readonly body?: object; readonly detail?: { readonly state?: string } };

/** The body and the end of an event of this session, as soon as the record holds one of the kind that ended so. */
async function recorded(kind: string, state?: string): Promise<Own> {
  for (;;) {
    const { body } = await gateway.api('engineer', 'GET', `/v1/sessions/${issued.sessionId}/events?limit=200`);
    const { items }: { readonly items: readonly Listed[] } = body;
    const own = items.filter((item) => item.kind === kind).map(({ event }) => event.unmapped.countersign);
    const found = own.find(({ detail, body: told }) => told !== undefined && detail?.state === state);
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A GET of one's own, whose connection can be watched: how many bytes came, and whether the answer came to its end. */
function rawGet(key: string, most = Number.POSITIVE_INFINITY): Promise<{ readonly bytes: number; readonly isWhole: boolean }> {
  const { host, hostname, port } = new URL(gateway.wireUrl);
  const unsigned = { method: 'GET', host, path: `/b/${key}`, query: '', headers: [], body: new Uint8Array() };
  const signing = { signingName: 's3', signingRegion: 'eu-west-1', now: new Date().toISOString() };
  const headers = signRequest(unsigned, { credentials: { ...issued, expiresAt: '' }, ...signing }).flat();
  const { promise, resolve } = Promise.withResolvers<{ readonly bytes: number; readonly isWhole: boolean }>();
  const sent = request({ hostname, port, path: unsigned.path, headers }, (reply) => {
    let bytes = 0;
    reply.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > most) sent.destroy();
    });
    reply.on('error', () => undefined);
    reply.once('close', () => resolve({ bytes, isWhole: reply.complete }));
  });
  sent.on('error', () => undefined);
  sent.end();
  return promise;
}

test('20 MB that are no text pass byte for byte, with their checksum, and the record holds their length and hash', async () => {
  const reply = await get('binary');

  const bytes = await reply.Body?.transformToByteArray();

  assert.ok(binary.equals(bytes ?? new Uint8Array()));
  assert.equal(reply.ETag, '"0123456789abcdef0123456789abcdef"');
  assert.ok(reply.ChecksumCRC32 !== undefined);
  const outcome = await recorded('outcome');
  const payload = await recorded('payload', 'whole');
  assert.deepEqual(outcome.body, { bytes: binary.length, class: 'binary', place: 'passing' });
  assert.deepEqual(
    { ...payload.body, keyedHash: '' },
    { bytes: binary.length, class: 'binary', keyedHash: '', place: 'not-kept' },
  );
});

test('the head of an object, and a range of what is no text, are AWS’s own', async () => {
  const head = await s3().send(new HeadObjectCommand({ Bucket: 'b', Key: 'binary' }));
  const reply = await get('binary', 'bytes=1000-1999');

  assert.equal(head.ContentLength, binary.length);
  assert.equal(reply.ContentRange, `bytes 1000-1999/${binary.length}`);
  assert.ok(binary.subarray(1000, 2000).equals((await reply.Body?.transformToByteArray()) ?? new Uint8Array()));
});

test('a text is masked whatever its type says, and says so', async () => {
  const reply = await get('text');

  assert.match((await reply.Body?.transformToString()) ?? '', /^# notes\ntoken: \[masked:[a-z-]+\]\nend\n$/);
  assert.equal(reply.ETag, undefined);
});

test('a part of a text, and a text that is too large, are refused in words that the client shows', async () => {
  await assert.rejects(get('text', 'bytes=9-60'), { name: 'ReplyWithheld', message: /without a range.*reveal:text/ });
  await assert.rejects(get('large-text'), { name: 'ReplyWithheld', message: /8388608 bytes.*reveal:text/ });
});

test('a payload that breaks off upstream is never whole at the client', async () => {
  const { isWhole, bytes } = await rawGet('broken');

  assert.ok(!isWhole && bytes < 10 * part.length);
  assert.ok(await recorded('payload', 'upstream-broke'));
});

test('a client that hangs up ends the reading upstream, and the record says what it got', async () => {
  await rawGet('endless', 1024 * 1024);

  assert.ok(await recorded('payload', 'client-gone'));
  assert.equal(hungUp, 1);
});

test('nothing of a masked or withheld payload is in the store or the log', () => {
  const kept = readdirSync(gateway.dataDirectory, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  assert.ok(kept.length > 0);

  for (const each of kept) {
    assert.ok(!readFileSync(join(each.parentPath, each.name)).includes(canary), each.name);
  }
  assert.ok(!gateway.output().includes(canary));
});
