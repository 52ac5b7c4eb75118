import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Header, type HttpRequest, headerValue } from '../../../http.ts';
import { unframe } from './aws-chunked.ts';

const crlf = '\r\n';
const trailer = `x-amz-checksum-crc32:NhCmhg==${crlf}${crlf}`;
const framed = `5${crlf}hello${crlf}1${crlf}!${crlf}0${crlf}${trailer}`;

const headers: readonly Header[] = [
  ['Content-Encoding', 'aws-chunked'],
  ['Content-Type', 'text/plain'],
  ['X-Amz-Decoded-Content-Length', '6'],
  ['X-Amz-Trailer', 'x-amz-checksum-crc32'],
];

function chunked(body: string, changed: Readonly<Record<string, string>> = {}): HttpRequest {
  const merged = headers.map(([name, value]): Header => [name, changed[name] ?? value]);
  return { method: 'PUT', path: '/b/k', query: '', headers: merged, body: Buffer.from(body, 'latin1') };
}

test('an unsigned stream loses its frame, and its trailer becomes a header', () => {
  const request = unframe(chunked(framed), undefined);

  assert.equal(Buffer.from(request.body).toString(), 'hello!');
  assert.deepEqual(request.headers, [
    ['Content-Type', 'text/plain'],
    ['x-amz-checksum-crc32', 'NhCmhg=='],
  ]);
});

test('the other content codings stay', () => {
  const request = unframe(chunked(framed, { 'Content-Encoding': 'gzip, aws-chunked' }), undefined);

  assert.equal(headerValue(request.headers, 'content-encoding'), 'gzip');
});

test('a body without trailers is read too', () => {
  const request = chunked(`6${crlf}hello!${crlf}0${crlf}${crlf}`);
  const undeclared = { ...request, headers: request.headers.filter(([name]) => name !== 'X-Amz-Trailer') };

  assert.equal(unframe(undeclared, undefined).body.length, 6);
});

for (let length = 0; length < framed.length; length += 1) {
  test(`a body cut after ${length} bytes is refused`, () => {
    assert.throws(() => unframe(chunked(framed.slice(0, length)), undefined), { code: 'malformed-request' });
  });
}

const broken: readonly { readonly what: string; readonly request: HttpRequest }[] = [
  { what: 'bytes after its end', request: chunked(`${framed}x`) },
  { what: 'a second trailer end', request: chunked(`${framed}${crlf}`) },
  { what: 'a size that is no hex', request: chunked(framed.replace('5', '0x5')) },
  { what: 'a size with a sign', request: chunked(framed.replace('5', '+5')) },
  { what: 'a size with a space', request: chunked(framed.replace('5', ' 5')) },
  { what: 'a size that is too large', request: chunked(framed.replace('5', 'ffffffff')) },
  { what: 'a size of nine digits', request: chunked(framed.replace('5', '000000005')) },
  { what: 'a size that does not fit', request: chunked(framed.replace('5', '4')) },
  { what: 'a chunk extension', request: chunked(framed.replace('5', '5;a=b')) },
  { what: 'bare line feeds', request: chunked(framed.replaceAll(crlf, '\n')) },
  { what: 'a decoded length that is larger', request: chunked(framed, { 'X-Amz-Decoded-Content-Length': '7' }) },
  { what: 'a decoded length that is smaller', request: chunked(framed, { 'X-Amz-Decoded-Content-Length': '5' }) },
  { what: 'a decoded length in another spelling', request: chunked(framed, { 'X-Amz-Decoded-Content-Length': '06' }) },
  { what: 'no trailer where one is declared', request: chunked(`6${crlf}hello!${crlf}0${crlf}${crlf}`) },
  { what: 'a trailer that is not declared', request: chunked(framed, { 'X-Amz-Trailer': 'x-amz-checksum-sha1' }) },
  {
    what: 'a trailer that is no checksum',
    request: chunked(framed.replace('x-amz-checksum-crc32', 'x-amz-acl'), { 'X-Amz-Trailer': 'x-amz-acl' }),
  },
  { what: 'a trailer twice', request: chunked(framed.replace(trailer, trailer.slice(0, -2) + trailer)) },
  { what: 'a signature in an unsigned stream', request: chunked(framed.replace('5', `5;chunk-signature=${'a'.repeat(64)}`)) },
];

for (const { what, request } of broken) {
  test(`refused: ${what}`, () => {
    assert.throws(() => unframe(request, undefined), { code: 'malformed-request' });
  });
}

const proof = {
  seed: 'seed',
  hasTrailer: false,
  ofChunk: (previous: string, data: Uint8Array) => `${previous.at(-1)}${data.length}`.padStart(64, '0'),
  ofTrailer: () => 'f'.repeat(64),
};
const signature = (text: string): string => text.padStart(64, '0');
const signedFrame = `6;chunk-signature=${signature('d6')}${crlf}hello!${crlf}0;chunk-signature=${signature('60')}${crlf}${crlf}`;
const untrailed = (body: string): HttpRequest => ({
  ...chunked(body),
  headers: headers.filter(([name]) => name !== 'X-Amz-Trailer'),
});

test('a signed stream is held to the signature of every chunk', () => {
  assert.equal(unframe(untrailed(signedFrame), proof).body.length, 6);
});

for (const { what, body } of [
  { what: 'a wrong signature of a chunk', body: signedFrame.replace('d6', 'd7') },
  { what: 'a wrong signature of the last chunk', body: signedFrame.replace('60', '61') },
  { what: 'a chunk without signature', body: signedFrame.replace(/;chunk-signature=\w+/, '') },
]) {
  test(`a signed stream is refused: ${what}`, () => {
    assert.throws(() => unframe(untrailed(body), proof), { code: 'unauthenticated', fault: 'bad-signature' });
  });
}

test('a signed trailer without its signature is refused', () => {
  const body = signedFrame.slice(0, -2) + trailer;

  assert.throws(() => unframe(chunked(body), { ...proof, hasTrailer: true }), { code: 'unauthenticated' });
});
