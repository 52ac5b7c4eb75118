import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Header, HttpRequest } from '../../../http.ts';
import { readAuthorization } from './authorization.ts';
import { canonicalRequest, stringToSign } from './canonical-request.ts';
import { signRequest } from './sign-request.ts';
import { scopeText, signatureOf, signingKey } from './signing-key.ts';
import { verifySignature } from './verify-signature.ts';

const host = '127.0.0.1:4181';
const now = '2026-01-31T12:00:00.000Z';
const secret = 'secret';
const credentials = { accessKeyId: 'CSGN0000000000000001', secretAccessKey: secret, expiresAt: now };
const settings = { now, hosts: [host], isSecure: false };

type Signed = { readonly signingName?: string; readonly host?: string; readonly at?: string };

function signed({ signingName = 'ssm', host: to = host, at = now }: Signed = {}): HttpRequest {
  const request = {
    method: 'POST',
    path: '/',
    query: '',
    headers: [['content-type', 'text/plain']] as readonly Header[],
    body: Buffer.from('hello'),
  };
  const headers = signRequest({ ...request, host: to }, { credentials, signingName, signingRegion: 'eu-west-1', now: at });
  return { ...request, headers };
}

/** Signs any header list and payload hash, as a client that means ill could. */
function signedBy(headers: readonly Header[], payloadHash: string, signingName: string): HttpRequest {
  const scope = { date: '20260131', region: 'eu-west-1', service: signingName };
  const all: readonly Header[] = [['x-amz-date', '20260131T120000Z'], ['x-amz-content-sha256', payloadHash], ...headers];
  const signedHeaders = all.map(([name]) => name.toLowerCase());
  const parts = { method: 'PUT', path: '/b/k', query: '', headers: all, signedHeaders, payloadHash };
  const text = stringToSign(canonicalRequest(parts, signingName), '20260131T120000Z', scope);
  const signature = signatureOf(text, signingKey(secret, scope));
  const value = `AWS4-HMAC-SHA256 Credential=CSGN1/${scopeText(scope)}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`;
  return { ...parts, headers: [...all, ['authorization', value]], body: Buffer.from('hello') };
}

function verify(request: HttpRequest, changed: Partial<typeof settings> = {}, key = secret) {
  return verifySignature(request, readAuthorization(request), key, { ...settings, ...changed });
}

test('a request signed with the secret for this host, now, is verified', () => {
  assert.equal(verify(signed()).body, 'signed');
});

test('another secret is refused', () => {
  assert.throws(() => verify(signed(), {}, 'other'), { code: 'unauthenticated', fault: 'bad-signature' });
});

test('a request signed for another host is refused', () => {
  assert.throws(() => verify(signed({ host: 'ssm.eu-west-1.amazonaws.com' })), {
    fault: 'bad-signature',
    message: /endpoint_url/,
  });
});

test('a request that does not sign its host is refused', () => {
  const request = signedBy([], 'UNSIGNED-PAYLOAD', 's3');

  assert.throws(() => verify({ ...request, headers: [...request.headers, ['host', host]] }, { isSecure: true }), {
    fault: 'bad-signature',
  });
});

test('an HTTP/2 request that signs :authority is verified', () => {
  const request = signedBy([[':authority', host]], 'UNSIGNED-PAYLOAD', 's3');

  assert.equal(verify(request, { isSecure: true }).body, 'unsigned');
});

test('an HTTP/2 request whose host and :authority differ is refused', () => {
  const request = signedBy(
    [
      [':authority', host],
      ['host', 'evil.example'],
    ],
    'UNSIGNED-PAYLOAD',
    's3',
  );

  assert.throws(() => verify(request, { isSecure: true }), { fault: 'bad-signature' });
});

for (const { at, isFresh } of [
  { at: '2026-01-31T11:45:00.000Z', isFresh: true },
  { at: '2026-01-31T12:15:00.000Z', isFresh: true },
  { at: '2026-01-31T11:44:59.000Z', isFresh: false },
  { at: '2026-01-31T12:15:01.000Z', isFresh: false },
]) {
  test(`a request dated ${at} is ${isFresh ? 'verified' : 'refused'} at ${now}`, () => {
    const request = signed({ at });

    if (isFresh) assert.doesNotThrow(() => verify(request));
    else assert.throws(() => verify(request), { code: 'unauthenticated', fault: 'clock-skew' });
  });
}

test('a scope of another day than the date is refused', () => {
  const request = signed();
  const authorization = { ...readAuthorization(request), date: '20260130' };

  assert.throws(() => verifySignature(request, authorization, secret, settings), { fault: 'bad-signature' });
});

test('a body that is not the signed one is refused', () => {
  assert.throws(() => verify({ ...signed(), body: Buffer.from('hellO') }), { code: 'unauthenticated', fault: 'content-hash' });
});

test('without x-amz-content-sha256 the body is hashed', () => {
  const request = signed();
  const authorization = readAuthorization(request);
  const { payloadHash: _, ...withoutHash } = authorization;

  assert.equal(verifySignature(request, withoutHash, secret, settings).body, 'signed');
  assert.throws(() => verifySignature({ ...request, body: Buffer.from('x') }, withoutHash, secret, settings), {
    fault: 'bad-signature',
  });
});

test('an unsigned body is taken by S3 over TLS, and said to be unsigned', () => {
  const request = signedBy([['host', host]], 'UNSIGNED-PAYLOAD', 's3');

  assert.equal(verify(request, { isSecure: true }).body, 'unsigned');
});

test('an unsigned body over a plain network is refused', () => {
  assert.throws(() => verify(signedBy([['host', host]], 'UNSIGNED-PAYLOAD', 's3')), { code: 'unsupported-call', message: /TLS/ });
});

test('an unsigned body for a service that models none is refused', () => {
  const request = signedBy([['host', host]], 'UNSIGNED-PAYLOAD', 'ec2');

  assert.throws(() => verify(request, { isSecure: true }), { code: 'unsupported-call' });
});

for (const kind of ['STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD', 'STREAMING-AWS4-HMAC-SHA256-EVENTS', 'required', '']) {
  test(`another kind of payload is refused: "${kind}"`, () => {
    assert.throws(() => verify(signedBy([['host', host]], kind, 's3'), { isSecure: true }), { code: 'unsupported-call' });
  });
}

for (const value of ['a\nb', 'a\r', 'a\0', 'aż', '\u{1f680}']) {
  test(`a header value that HTTP cannot carry is refused: ${JSON.stringify(value)}`, () => {
    const request = signedBy(
      [
        ['host', host],
        ['x-amz-meta-a', value],
      ],
      'UNSIGNED-PAYLOAD',
      's3',
    );

    assert.throws(() => verify(request, { isSecure: true }), { code: 'malformed-request' });
  });
}

test('a method that HTTP does not know is refused', () => {
  assert.throws(() => verify({ ...signed(), method: 'PO\nST' }), { code: 'malformed-request' });
});

test('no refusal holds the secret or the expected signature', () => {
  const request = signed();
  const { signature } = readAuthorization(request);
  const changed = {
    ...request,
    headers: request.headers.map(([name, value]): Header => [name, value.replace(signature, 'b'.repeat(64))]),
  };

  assert.throws(
    () => verify(changed),
    (error: Error) => !error.message.includes(signature) && !error.message.includes(secret),
  );
});
