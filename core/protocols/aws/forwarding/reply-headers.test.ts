import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Header } from '../../../http.ts';
import { refuseRedirect, replyHeaders } from './reply-headers.ts';

const headers: readonly Header[] = [
  ['Connection', 'close, X-Hop'],
  ['X-Hop', '1'],
  ['Transfer-Encoding', 'chunked'],
  ['Set-Cookie', 'a=b'],
  ['Content-Type', 'application/json'],
  ['Content-Length', '5'],
  ['X-Amz-Crc32', '1'],
  ['X-Amz-Checksum-Sha256', 'a='],
  ['ETag', '"a"'],
  ['X-Amzn-RequestId', 'r-1'],
];

function names(kept: readonly Header[]): readonly string[] {
  return kept.map(([name]) => name);
}

test('nothing of one connection comes back, and the request id does', () => {
  assert.deepEqual(names(replyHeaders(headers, 'untouched')), [
    'Content-Type',
    'Content-Length',
    'X-Amz-Crc32',
    'X-Amz-Checksum-Sha256',
    'ETag',
    'X-Amzn-RequestId',
  ]);
});

test('a changed body loses the length and the checksums of the old one', () => {
  assert.deepEqual(names(replyHeaders(headers, 'changed')), ['Content-Type', 'X-Amzn-RequestId']);
});

for (const status of [301, 302, 303, 307, 308]) {
  test(`a redirect is refused: ${status}`, () => {
    const reply = { status, headers: [['location', 'https://evil.example']] as readonly Header[], body: new Uint8Array() };

    assert.throws(
      () => refuseRedirect(reply),
      (error: Error & { code?: string }) => error.code === 'unsupported-call' && !error.message.includes('evil'),
    );
  });
}

test('the refusal of a redirect names the region of the bucket', () => {
  const reply = { status: 301, headers: [['x-amz-bucket-region', 'us-gov-west-1']] as readonly Header[], body: new Uint8Array() };

  assert.throws(() => refuseRedirect(reply), { message: /AWS_REGION=us-gov-west-1/ });
});

for (const status of [200, 204, 304, 400, 404]) {
  test(`no redirect: ${status}`, () => {
    assert.doesNotThrow(() => refuseRedirect({ status, headers: [], body: new Uint8Array() }));
  });
}
