import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { fill } from './detector.ts';
import { maskReply } from './mask-reply.ts';
import { attributeDigest } from './sqs-attribute-digest.ts';

const token = ['gh', `p_${fill(36)}`].join('');

function received(messages: readonly object[]) {
  const catalog = readCatalog();
  const operation = catalog.operation('sqs', 'ReceiveMessage');
  assert.ok(operation !== undefined);
  const body = Buffer.from(JSON.stringify({ Messages: messages }));
  const wire = { operation, protocol: 'json', output: catalog.shape(operation, 'output'), secrets: [] } as const;
  return JSON.parse(Buffer.from(maskReply({ status: 200, headers: [], body }, wire).client.body).toString()).Messages;
}

// The form of AWS's developer guide: 4-byte lengths, then the transport type, 1 for text and 2 for bytes.
test('the digest of attributes is over their names in order, types and values', () => {
  const parts = [
    [0, 0, 0, 1, 97, 0, 0, 0, 6, ...Buffer.from('Binary'), 2, 0, 0, 0, 2, 1, 2],
    [0, 0, 0, 1, 98, 0, 0, 0, 6, ...Buffer.from('String'), 1, 0, 0, 0, 2, ...Buffer.from('hi')],
  ];

  const digest = attributeDigest({
    b: { DataType: 'String', StringValue: 'hi' },
    a: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2]).toString('base64') },
  });

  assert.equal(digest, createHash('md5').update(Uint8Array.from(parts.flat())).digest('hex'));
});

test('a masked body and masked attributes have MD5s that fit, message by message', () => {
  const attributes = { note: { DataType: 'String', StringValue: `uses ${token}` } };

  const [first, second] = received([
    { MessageId: '1', Body: 'plain', MD5OfBody: 'x' },
    { MessageId: '2', Body: `uses ${token}`, MD5OfBody: 'x', MD5OfMessageAttributes: 'y', MessageAttributes: attributes },
  ]);

  assert.equal(first.MD5OfBody, createHash('md5').update('plain').digest('hex'));
  assert.equal(second.Body, 'uses [masked:credential]');
  assert.equal(second.MD5OfBody, createHash('md5').update(second.Body).digest('hex'));
  assert.equal(second.MessageAttributes.note.StringValue, 'uses [masked:credential]');
  assert.equal(second.MD5OfMessageAttributes, attributeDigest(second.MessageAttributes));
});

test('a reply in which nothing is masked keeps the MD5s that it came with', () => {
  const [message] = received([{ MessageId: '1', Body: 'plain', MD5OfBody: 'as it came' }]);

  assert.equal(message.MD5OfBody, 'as it came');
});
