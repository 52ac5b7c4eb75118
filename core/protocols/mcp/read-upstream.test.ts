import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '../../errors.ts';
import { eraOfProbe } from './probe.ts';
import { readUpstream } from './read-upstream.ts';

function reply(body: string | object, type = 'application/json', status = 200) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers: [['Content-Type', type]] as const, body: Buffer.from(text) };
}

test('the answer under our id is taken from JSON and from a stream, with the notifications before it', () => {
  const progress = { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } };
  const answer = { jsonrpc: '2.0', id: 'a', result: { content: [] } };
  const other = { jsonrpc: '2.0', id: 'b', result: { content: ['theirs'] } };
  const asked = { jsonrpc: '2.0', id: 'a', method: 'sampling/createMessage', params: {} };
  const events = [progress, other, asked, answer].map((message) => `event: message\r\ndata: ${JSON.stringify(message)}\r\n\r\n`);

  assert.deepEqual(readUpstream(reply(answer), 'a'), { kind: 'success', result: { content: [] } });
  assert.deepEqual(readUpstream(reply(`: hello\n\n${events.join('')}`, 'text/event-stream; charset=utf-8'), 'a'), {
    kind: 'success',
    result: { content: [] },
    notifications: [progress],
  });
});

test('data over several lines is one text', () => {
  const body = 'data: {"jsonrpc":"2.0",\ndata: "id":1,"result":{"x":1}}\n\n';

  assert.deepEqual(readUpstream(reply(body, 'text/event-stream'), 1), { kind: 'success', result: { x: 1 } });
});

test('an error passes with its code and data', () => {
  const error = { code: -32021, message: 'needs', data: { requiredCapabilities: {} } };

  assert.deepEqual(readUpstream(reply({ jsonrpc: '2.0', id: 1, error }, 'application/json', 400), 1), {
    kind: 'failure',
    status: 400,
    ...error,
  });
});

test('what is no answer to the request is withheld whole', () => {
  for (const body of ['', 'nope', '[]', '{"id":1,"id":1}', { id: 2, result: {} }, { id: 1 }, { id: 1, error: { code: 'x' } }]) {
    assert.throws(
      () => readUpstream(reply(body), 1),
      (error) => error instanceof GatewayError && error.code === 'masking-failed',
    );
  }
});

test('an era is concluded from what speaks of it, and from nothing else', () => {
  const discovered = { result: { supportedVersions: ['2026-07-28'] } };
  const unsupported = (supported: readonly string[]) => ({ error: { code: -32022, message: '', data: { supported } } });

  assert.equal(eraOfProbe(reply(discovered)), 'modern');
  assert.equal(eraOfProbe(reply(unsupported(['2026-07-28']), 'application/json', 400)), 'modern');
  assert.equal(eraOfProbe(reply(unsupported(['2027-01-01']), 'application/json', 400)), 'legacy');
  assert.equal(eraOfProbe(reply({ error: { code: -32601, message: '' } })), 'legacy');
  assert.equal(eraOfProbe(reply('Bad Request', 'text/plain', 400)), 'legacy');
  assert.equal(eraOfProbe(reply('', 'text/plain', 404)), 'legacy');
  for (const status of [401, 403, 429, 500, 503])
    assert.equal(eraOfProbe(reply('', 'text/plain', status)), undefined, String(status));
});
