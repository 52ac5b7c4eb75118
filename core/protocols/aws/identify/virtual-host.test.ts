import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Header, HttpRequest } from '../../../http.ts';
import { readAuthorization } from '../signature/authorization.ts';
import { signRequest } from '../signature/sign-request.ts';
import { verifySignature } from '../signature/verify-signature.ts';
import { virtualBucket } from './virtual-host.ts';

const own = 'aws.gateway.example:8443';
const now = '2026-01-31T12:00:00.000Z';
const credentials = { accessKeyId: 'CSGN0000000000000001', secretAccessKey: 'secret', expiresAt: now };

/** A request of a client that names the bucket in the host, as it is after its signature was verified. */
function verified(host: string, path: string, signingName = 's3'): HttpRequest {
  const request = { method: 'GET', path, query: '', headers: [] as readonly Header[], body: new Uint8Array() };
  const headers = signRequest({ ...request, host }, { credentials, signingName, signingRegion: 'eu-west-1', now });
  const signed = { ...request, headers };
  const settings = { now, hosts: [own], isSecure: true };
  return verifySignature(signed, readAuthorization(signed), credentials.secretAccessKey, settings).request;
}

const paths: readonly (readonly [host: string, path: string, inPathStyle: string])[] = [
  [own, '/demo/key', '/demo/key'],
  [`demo.${own}`, '/', '/demo'],
  [`demo.${own}`, '/key', '/demo/key'],
  [`Demo.${own}`, '/key', '/demo/key'],
  [`my.dotted-bucket.${own}`, '/a//b/../c/./d%20%C3%BC', '/my.dotted-bucket/a//b/../c/./d%20%C3%BC'],
  [`demo.${own}`, '/other/key', '/demo/other/key'],
  [`demo.${own}`, '//key', '/demo//key'],
];
for (const [host, path, expected] of paths) {
  test(`${host}${path} is ${expected} in path style`, () => {
    assert.equal(verified(host, path).path, expected);
  });
}

for (const host of [
  `..${own}`,
  `-a.${own}`,
  `a..b.${own}`,
  `a_b.${own}`,
  `demo.evil.example`,
  `evil${own}`,
  `${'a'.repeat(64)}.${own}`,
]) {
  test(`a request signed for ${host} is refused`, () => {
    assert.throws(() => verified(host, '/key'), { code: 'unauthenticated' });
  });
}

test('no other service has buckets in front of its host', () => {
  assert.throws(() => verified(`demo.${own}`, '/key', 'lambda'), { code: 'unauthenticated' });
});

test('the gateway’s own names are no buckets, even where one of them ends with another', () => {
  assert.equal(virtualBucket('api.aws.example', ['aws.example', 'api.aws.example']), undefined);
});

test('a Host and an :authority that differ are refused', () => {
  const request = {
    method: 'GET',
    path: '/key',
    query: '',
    headers: [[':authority', own]] as readonly Header[],
    body: new Uint8Array(),
  };
  const headers = signRequest(
    { ...request, host: `demo.${own}` },
    { credentials, signingName: 's3', signingRegion: 'eu-west-1', now },
  );
  const signed = { ...request, headers };
  const settings = { now, hosts: [own], isSecure: true };

  assert.throws(() => verifySignature(signed, readAuthorization(signed), 'secret', settings), { code: 'unauthenticated' });
});
