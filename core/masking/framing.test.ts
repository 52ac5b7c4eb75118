import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { maskReply } from './mask-reply.ts';
import { clientText, replyOf, wireOf } from './reply.fixture.ts';
import { list, operation, string, structure } from './shapes.fixture.ts';

test('a masked message of a queue keeps a checksum that fits', () => {
  const message = structure({ Body: string(), MD5OfBody: string(), MessageId: string() });
  const output = structure({
    Messages: { shape: list({ shape: message, wireName: 'Message' }), flattened: true, wireName: 'Messages' },
  });
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const sqs = { operation: operation('ReceiveMessage', 'sqs'), secrets: ['hunter22'] };
  const messages = [
    { Body: 'one "hunter22"', MD5OfBody: md5('one "hunter22"'), MessageId: '1' },
    { MD5OfBody: md5('two'), Body: 'two', MessageId: '2' },
  ];
  const xml = messages
    .map(
      ({ Body, MD5OfBody }) =>
        `<Message><Body>${Body.replaceAll('"', '&quot;')}</Body><MD5OfBody>${MD5OfBody}</MD5OfBody></Message>`,
    )
    .join('');

  const json = maskReply(replyOf(JSON.stringify({ Messages: messages })), wireOf(output, 'json', sqs));
  const query = maskReply(
    replyOf(`<ReceiveMessageResponse><ReceiveMessageResult>${xml}</ReceiveMessageResult></ReceiveMessageResponse>`),
    wireOf(output, 'query', sqs),
  );

  assert.deepEqual(JSON.parse(clientText(json)), {
    Messages: [
      { Body: 'one "[masked:secret]"', MD5OfBody: md5('one "[masked:secret]"'), MessageId: '1' },
      { MD5OfBody: md5('two'), Body: 'two', MessageId: '2' },
    ],
  });
  assert.ok(clientText(query).includes(md5('one "[masked:secret]"')) && clientText(query).includes(md5('two')));
});
