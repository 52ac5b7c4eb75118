import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Shape } from '../catalog/shape.ts';
import type { Header } from '../http.ts';
import { maskReply } from './mask-reply.ts';
import { header, replyOf, wireOf } from './reply.fixture.ts';
import { map, scalar, secret, string, structure, timestamp } from './shapes.fixture.ts';

test('headers that the model marks are masked, each in its type', () => {
  const at = (name: string, shape: Shape) => ({ shape, location: 'header', wireName: name }) as const;
  const output = structure({
    key: at('x-amz-key', secret),
    size: at('x-amz-size', scalar('long', true)),
    time: at('x-amz-time', timestamp(true)),
    json: { shape: secret, location: 'header', wireName: 'x-amz-json', isJsonValue: true },
    meta: { shape: map(secret), location: 'headers', wireName: 'x-amz-meta-' },
    open: at('x-amz-open', string()),
  });
  const headers: readonly Header[] = [
    ['X-Amz-Key', 'hunter22'],
    ['x-amz-size', '42'],
    ['x-amz-time', 'Sun, 06 Nov 1994 08:49:37 GMT'],
    ['x-amz-json', 'eyJhIjoxfQ=='],
    ['x-amz-meta-owner', 'me'],
    ['x-amz-open', 'shown'],
  ];

  const masked = maskReply(replyOf('', headers), wireOf(output, 'rest-json'));

  assert.deepEqual(masked.client.headers.slice(0, 6), [
    ['X-Amz-Key', '[masked:secret]'],
    ['x-amz-size', '0'],
    ['x-amz-time', 'Sun, 06 Nov 1994 00:00:00 GMT'],
    ['x-amz-json', Buffer.from('"[masked:secret]"').toString('base64')],
    ['x-amz-meta-owner', '[masked:secret]'],
    ['x-amz-open', 'shown'],
  ]);
  assert.equal(header(masked.client, 'x-countersign-masked'), '5;classes=secret');
});
