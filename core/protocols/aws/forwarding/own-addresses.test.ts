import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import type { Header, HttpReply, HttpRequest } from '../../../http.ts';
import { withOwnAddresses, withUpstreamQueueUrl } from './own-addresses.ts';

const host = '127.0.0.1:4181';
const empty: HttpRequest = { method: 'POST', path: '/', query: '', headers: [['Host', host]], body: new Uint8Array() };

function asked(operation: string): HttpRequest {
  return { ...empty, headers: [...empty.headers, ['X-Amz-Target', `AmazonSQS.${operation}`]] };
}

function replied(text: string, headers: readonly Header[] = []): HttpReply {
  return { status: 200, headers, body: Buffer.from(text) };
}

const textOf = ({ body }: HttpReply) => Buffer.from(body).toString();
const real = 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs.fifo';
const own = `http://${host}/123456789012/jobs.fifo`;

test('a queue’s URL leads the client to the gateway, with length and checksum made anew', () => {
  const json = JSON.stringify({ QueueUrl: real });
  const changed = withOwnAddresses(
    replied(json, [
      ['Content-Length', String(json.length)],
      ['x-amz-crc32', '1'],
    ]),
    asked('CreateQueue'),
    'sqs',
  );

  assert.equal(textOf(changed), JSON.stringify({ QueueUrl: own }));
  assert.deepEqual(changed.headers, [
    ['Content-Length', String(changed.body.length)],
    ['x-amz-crc32', String(crc32(changed.body))],
  ]);
});

test('lists of queues and the query protocol’s replies are changed the same way', () => {
  const list = JSON.stringify({ QueueUrls: [real, real] });
  const form = { ...empty, body: Buffer.from('Action=GetQueueUrl&QueueName=jobs') };

  assert.equal(textOf(withOwnAddresses(replied(list), asked('ListQueues'), 'sqs')), JSON.stringify({ QueueUrls: [own, own] }));
  assert.equal(textOf(withOwnAddresses(replied(`<QueueUrl>${real}</QueueUrl>`), form, 'sqs')), `<QueueUrl>${own}</QueueUrl>`);
});

test('a message that holds such a URL is data, and stays', () => {
  const message = replied(JSON.stringify({ Messages: [{ Body: real }] }));

  assert.equal(withOwnAddresses(message, asked('ReceiveMessage'), 'sqs'), message);
});

test('an error is not changed', () => {
  const error = { ...replied(real), status: 400 };

  assert.equal(withOwnAddresses(error, asked('GetQueueUrl'), 'sqs'), error);
});

test('a queue’s URL at the gateway is AWS’s own again upstream; any other stays', () => {
  const upstream = 'https://sqs.eu-west-1.amazonaws.com';

  assert.deepEqual(withUpstreamQueueUrl({ QueueUrl: own }, empty, upstream), { QueueUrl: real });
  for (const QueueUrl of [real, `http://${host}.evil.example/1`, `http://${host}`, `https://${host}/123456789012/jobs`]) {
    assert.deepEqual(withUpstreamQueueUrl({ QueueUrl }, empty, upstream), { QueueUrl });
  }
});

test('a finished upload is at the address where it was sent to', () => {
  const request = { ...empty, path: '/demo/a%20%26b', query: 'uploadId=1' };
  const xml = '<R><Location>https://demo.s3.eu-west-1.amazonaws.com/a</Location></R>';

  assert.equal(textOf(withOwnAddresses(replied(xml), request, 's3')), `<R><Location>http://${host}/demo/a%20%26b</Location></R>`);
});

test('a new bucket’s Location is a path, and the bytes of an object are never touched', () => {
  const put = { ...empty, method: 'PUT', path: '/demo' };
  const body = '<Location>https://x</Location>';

  assert.deepEqual(withOwnAddresses(replied('', [['Location', 'http://demo.s3.amazonaws.com/']]), put, 's3').headers, [
    ['Location', '/demo'],
  ]);
  assert.equal(textOf(withOwnAddresses(replied(body), { ...put, method: 'GET', path: '/demo/k' }, 's3')), body);
});
