import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { maskReply } from './mask-reply.ts';
import { clientText, credentials, recordText, replyOf, wireOf } from './reply.fixture.ts';
import { secret, string, structure } from './shapes.fixture.ts';

test('a reply without anything to mask passes as the very same object', () => {
  const reply = replyOf('{"id":"a"}', [['x-amz-crc32', '1']]);

  const masked = maskReply(reply, wireOf(structure({ id: string() })));

  assert.equal(masked.client, reply);
  assert.equal(masked.record.body, reply.body);
  assert.deepEqual(masked.masks, []);
});

test('a masked reply says how often and of which classes, and frames what it sends', () => {
  const body = '{"id":"a","value":"hunter22","n":1}';
  const reply = replyOf(body, [
    ['Content-Length', String(body.length)],
    ['x-amz-crc32', String(crc32(body))],
    ['content-md5', 'x'],
    ['x-amz-checksum-sha256', 'x'],
    ['etag', '"v1"'],
    ['x-amzn-requestid', 'r-1'],
  ]);

  const masked = maskReply(reply, wireOf(credentials));

  assert.equal(clientText(masked), '{"id":"a","value":"[masked:secret]","n":0}');
  assert.deepEqual(masked.client.headers, [
    ['Content-Length', String(masked.client.body.length)],
    ['x-amz-crc32', String(crc32(masked.client.body))],
    ['etag', '"v1"'],
    ['x-amzn-requestid', 'r-1'],
    ['x-countersign-masked', '2;classes=secret,unmodelled'],
  ]);
  assert.equal(masked.record.requestId, 'r-1');
  assert.deepEqual(masked.masks, [
    { rule: 'model', class: 'secret', count: 1, paths: ['value'] },
    { rule: 'unmodelled', class: 'unmodelled', count: 1, paths: ['n'] },
  ]);
});

test('a revealed class is shown to the client and never to the record', () => {
  const reply = replyOf('{"value":"hunter22"}');

  const masked = maskReply(reply, wireOf(credentials), { reveal: new Set(['secret']) });

  assert.equal(masked.client, reply);
  assert.equal(recordText(masked), '{"value":"[masked:secret]"}');
  assert.equal(masked.masks.length, 1);
});

test('tokens that carry a client on stay in its view and leave the record', () => {
  const output = structure({
    NextToken: secret,
    clientToken: { shape: secret, isIdempotencyToken: true },
    state: string({ sensitive: true, enumerated: true }),
  });
  const reply = replyOf('{"NextToken":"page-2-token","clientToken":"idem","state":"OPEN"}');

  const masked = maskReply(reply, wireOf(output));

  assert.equal(masked.client, reply);
  assert.equal(recordText(masked), '{"NextToken":"[masked:secret]","clientToken":"[masked:secret]","state":"[masked:secret]"}');
});

test('the protocol of the request decides, whatever the reply calls itself', () => {
  const reply = replyOf('{"value":"hunter22"}', [['content-type', 'text/plain']]);

  assert.equal(clientText(maskReply(reply, wireOf(credentials))), '{"value":"[masked:secret]"}');
  assert.throws(() => maskReply(replyOf('<r><value>hunter22</value></r>'), wireOf(credentials)), { code: 'masking-failed' });
  assert.throws(() => maskReply(reply, wireOf(credentials, 'query')), { code: 'masking-failed' });
  assert.throws(() => maskReply(reply, wireOf(credentials, 'cbor')), { code: 'masking-failed' });
});

test('what is not UTF-8 is withheld, and the refusal holds none of it', () => {
  const body = Buffer.concat([Buffer.from('{"value":"hunter22'), Buffer.from([0xff]), Buffer.from('"}')]);

  assert.throws(
    () => maskReply(replyOf(body), wireOf(credentials)),
    (error: Error & { code?: string }) => error.code === 'masking-failed' && !error.message.includes('hunter22'),
  );
});

test('a name stays a name for the client even when it holds a literal', () => {
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:prod-7x9k2';
  const reply = replyOf(`{"Arn":"${arn}","note":"prod-7x9k2"}`);

  const masked = maskReply(reply, wireOf(structure({ Arn: string(), note: string() }), 'json', { secrets: ['prod-7x9k2'] }));

  assert.equal(clientText(masked), `{"Arn":"${arn}","note":"[masked:secret]"}`);
  assert.equal(recordText(masked).includes('7x9k2'), false);
});

test('a plain word that was the value of a variable does not break the names that a client reads back', () => {
  const reply = replyOf('{"FunctionName":"api-production","Region":"eu-west-1"}');
  const output = structure({ FunctionName: string(), Region: string() });

  const masked = maskReply(reply, wireOf(output, 'json', { secrets: ['production', 'eu-west-1'] }));

  assert.equal(masked.client, reply);
  assert.equal(recordText(masked), '{"FunctionName":"api-[masked:secret]","Region":"[masked:secret]"}');
});
