/** Replies that are read as they arrive: what the upstream's port promises of them, over real connections. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { type HttpReply, isStreamed, type StreamedReply } from '#core/http.ts';
import type { Connection } from '#core/model.ts';
import { createUpstream, type UpstreamOptions } from './aws-http.ts';

const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
});

async function ask(listener: RequestListener, options: Partial<UpstreamOptions> = {}): Promise<HttpReply | StreamedReply> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const upstream = createUpstream({ now: () => '2026-01-02T03:04:05.000Z', ...options });
  closing.push(upstream.close, () => server.close().closeAllConnections());
  const connection: Connection = {
    ...{
      kind: 'aws',
      name: 'sandbox',
      account: '123456789012',
      regions: ['eu-west-1'],
      roles: [],
      wait: 'hold',
      mode: 'enforce',
    },
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  const place = { host: 's3.eu-west-1.amazonaws.com', service: 's3', signingName: 's3', signingRegion: 'eu-west-1' };
  const request = { connection, ...place, method: 'GET', path: '/b/k', query: '', headers: [], body: new Uint8Array() };
  const credentials = { accessKeyId: 'A', secretAccessKey: 's', sessionToken: 't', expiresAt: '2026-01-02T04:00:00.000Z' };
  return upstream.stream(request, credentials);
}

async function asked(listener: RequestListener, options: Partial<UpstreamOptions> = {}): Promise<StreamedReply> {
  const reply = await ask(listener, options);
  assert.ok(isStreamed(reply));
  return reply;
}

function closed(response: ServerResponse): Promise<unknown> {
  return once(response, 'close');
}

test('the head arrives before the body, with its announced length, and the body as it is sent', async () => {
  let answering: ServerResponse | undefined;
  const reply = await asked((_, response) => {
    answering = response;
    response.writeHead(200, { 'content-length': 6, etag: '"e"' }).write('one');
  });

  assert.deepEqual([reply.status, reply.body.sizeBytes], [200, 6]);
  answering?.end('two');
  assert.equal((await buffer(reply.body)).toString(), 'onetwo');
});

test('a body that is read slowly is sent slowly', async () => {
  let isDone = false;
  const reply = await asked((_, response) => {
    response.writeHead(200, { 'content-length': 64 * 1024 * 1024 });
    response.end(Buffer.alloc(64 * 1024 * 1024), () => {
      isDone = true;
    });
  });
  const parts = reply.body[Symbol.asyncIterator]();

  await parts.next();
  await new Promise((resolve) => setTimeout(resolve, 100));

  assert.equal(isDone, false);
  await parts.return?.();
});

for (const [name, head] of [
  ['an announced length', { 'content-length': 100 }],
  ['chunks', {}],
] as const) {
  test(`a body that breaks off throws: ${name}`, async () => {
    const reply = await asked((_, response) => {
      response.writeHead(200, head).write('half', () => response.destroy());
    });

    await assert.rejects(buffer(reply.body));
  });
}

test('an error is read whole', async () => {
  const reply = await ask((_, response) => response.writeHead(404).end('<Error/>'));

  assert.ok(!isStreamed(reply));
  assert.equal(Buffer.from(reply.body).toString(), '<Error/>');
});

test('a reply that is cancelled ends its connection, read or not', async () => {
  for (const read of [false, true]) {
    let gone: Promise<unknown> | undefined;
    const reply = await asked((_, response) => {
      gone = closed(response);
      response.writeHead(200).write('some');
    });

    if (read) await reply.body[Symbol.asyncIterator]().next();
    reply.body.cancel();

    await gone;
  }
});

test('a reader that stops ends the connection', async () => {
  let gone: Promise<unknown> | undefined;
  const reply = await asked((_, response) => {
    gone = closed(response);
    response.writeHead(200).write('some');
  });

  for await (const part of reply.body) {
    assert.equal(Buffer.from(part).toString(), 'some');
    break;
  }

  await gone;
});

test('an upstream that falls silent in the middle, and a reply that nobody reads, end', async () => {
  const silent = await asked((_, response) => void response.writeHead(200).write('some'), { replyTimeoutMs: 60 });
  await assert.rejects(buffer(silent.body), /time-out/);

  let gone: Promise<unknown> | undefined;
  await asked(
    (_, response) => {
      gone = closed(response);
      response.writeHead(200).write('some');
    },
    { replyTimeoutMs: 60 },
  );
  await gone;
});
