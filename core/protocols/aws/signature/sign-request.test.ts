import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Header, headerValue, headerValues } from '../../../http.ts';
import { readAuthorization } from './authorization.ts';
import { signRequest } from './sign-request.ts';
import { verifySignature } from './verify-signature.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', expiresAt: '2030-01-01T00:00:00.000Z' };
const now = '2026-01-31T23:59:59.000Z';
const signing = { credentials, signingName: 's3', signingRegion: 'eu-west-1', now };
const request = {
  method: 'PUT',
  host: '127.0.0.1:5000',
  path: '/bkt/a%20b/..//%2F~',
  query: 'tagging',
  headers: [['content-type', 'text/plain']] as readonly Header[],
  body: Buffer.from('hello'),
};

test('what was signed is verified, over the path as it stands', () => {
  const headers = signRequest(request, signing);

  const received = { ...request, headers };
  const verified = verifySignature(received, readAuthorization(received), 'secret', {
    now,
    hosts: [request.host],
    isSecure: false,
  });
  assert.equal(verified.request.path, request.path);
});

test('headers that the signature makes itself are replaced, never doubled', () => {
  const smuggled: readonly Header[] = [
    ['Authorization', 'AWS4-HMAC-SHA256 foreign'],
    ['X-Amz-Date', '20200101T000000Z'],
    ['X-Amz-Security-Token', 'foreign'],
    ['Host', 'evil.example'],
  ];

  const headers = signRequest(
    { ...request, headers: smuggled },
    { ...signing, credentials: { ...credentials, sessionToken: 'own' } },
  );

  assert.deepEqual(headerValues(headers, 'x-amz-security-token'), ['own']);
  assert.deepEqual(headerValues(headers, 'host'), ['127.0.0.1:5000']);
  assert.deepEqual(headerValues(headers, 'x-amz-date'), ['20260131T235959Z']);
  assert.equal(headerValues(headers, 'authorization').length, 1);
});

test('credentials without a session token send no token header', () => {
  assert.deepEqual(headerValues(signRequest(request, signing), 'x-amz-security-token'), []);
});

test('headers that a hop may change stay out of the signature', () => {
  const headers = signRequest(
    {
      ...request,
      headers: [
        ['User-Agent', 'a'],
        ['Accept-Encoding', 'identity'],
        ['Range', 'bytes=0-9'],
      ],
    },
    signing,
  );

  const signedHeaders = /SignedHeaders=([^,]*)/.exec(headerValue(headers, 'authorization') ?? '')?.[1];
  assert.equal(signedHeaders, 'host;range;x-amz-content-sha256;x-amz-date');
});

test('more secrets than are remembered sign as if they were remembered', () => {
  const first = headerValue(signRequest(request, signing), 'authorization');
  for (let index = 0; index < 1_200; index += 1) {
    signRequest(request, { ...signing, credentials: { ...credentials, secretAccessKey: `other-${index}` } });
  }

  assert.equal(headerValue(signRequest(request, signing), 'authorization'), first);
});
