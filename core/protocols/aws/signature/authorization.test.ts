import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Header, HttpRequest } from '../../../http.ts';
import { readAuthorization, readScope } from './authorization.ts';

const signature = 'a'.repeat(64);
const credential = 'CSGN0000000000000001/20260131/eu-west-1/ec2/aws4_request';
const signedHeaders = 'content-type;host;x-amz-date;x-amz-security-token';
const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`;

const headers: readonly Header[] = [
  ['Host', '127.0.0.1:4181'],
  ['Content-Type', 'application/x-www-form-urlencoded'],
  ['X-Amz-Date', '20260131T235959Z'],
  ['X-Amz-Security-Token', 'token'],
  ['Authorization', authorization],
];
const request: HttpRequest = { method: 'POST', path: '/', query: '', headers, body: new Uint8Array() };

function withHeader(name: string, value: string): HttpRequest {
  return { ...request, headers: [...headers, [name, value]] };
}

function authorizedBy(value: string): HttpRequest {
  return { ...request, headers: [...headers.slice(0, -1), ['Authorization', value]] };
}

test('a SigV4 header is read into its parts', () => {
  assert.deepEqual(readAuthorization(request), {
    accessKeyId: 'CSGN0000000000000001',
    date: '20260131',
    region: 'eu-west-1',
    service: 'ec2',
    signedHeaders: ['content-type', 'host', 'x-amz-date', 'x-amz-security-token'],
    signature,
    amzDate: '20260131T235959Z',
    securityToken: 'token',
  });
});

test('clients that write no space behind the comma are read too', () => {
  assert.equal(readAuthorization(authorizedBy(authorization.replaceAll(', ', ','))).signature, signature);
});

test('explaining reads the scope of a request whatever its signature', () => {
  assert.deepEqual(readScope(request), { region: 'eu-west-1', service: 'ec2' });
});

const foreign: readonly { readonly what: string; readonly request: HttpRequest; readonly code: string; readonly says: RegExp }[] =
  [
    {
      what: 'no signature',
      request: { ...request, headers: headers.slice(0, -1) },
      code: 'unauthenticated',
      says: /not signed.*AWS_PROFILE/,
    },
    { what: 'a bearer token', request: authorizedBy('Bearer abc'), code: 'unauthenticated', says: /no bearer token/ },
    { what: 'basic credentials', request: authorizedBy('Basic abc'), code: 'unauthenticated', says: /kind/ },
    { what: 'SigV2', request: authorizedBy('AWS AKIA:abc='), code: 'unsupported-call', says: /signature_version = s3v4/ },
    {
      what: 'SigV2 in the query',
      request: { ...request, headers: headers.slice(0, -1), query: 'AWSAccessKeyId=A&Signature=b&Expires=1' },
      code: 'unsupported-call',
      says: /signature_version = s3v4/,
    },
    { what: 'SigV4a', request: authorizedBy('AWS4-ECDSA-P256-SHA256 Credential=a'), code: 'unsupported-call', says: /SigV4a/ },
    {
      what: 'a presigned URL',
      request: { ...request, headers: headers.slice(0, -1), query: 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=a' },
      code: 'unsupported-call',
      says: /Presigned/,
    },
    {
      what: 'a presigned URL in other letters',
      request: { ...request, headers: headers.slice(0, -1), query: 'x%2Damz%2dsignature=a' },
      code: 'unsupported-call',
      says: /Presigned/,
    },
    {
      what: 'header and query at once',
      request: { ...request, query: 'X-Amz-Signature=a' },
      code: 'malformed-request',
      says: /twice/,
    },
    { what: 'two authorizations', request: withHeader('authorization', authorization), code: 'malformed-request', says: /twice/ },
  ];

for (const { what, request: given, code, says } of foreign) {
  test(`refused, with a sentence that says what to do: ${what}`, () => {
    assert.throws(() => readAuthorization(given), { code, message: says });
  });
}

for (const name of ['Host', 'X-Amz-Date', 'x-amz-security-token', 'X-Amz-Target', 'Content-Type', 'x-amz-content-sha256']) {
  test(`a header that counts stands once: ${name}`, () => {
    const twice = { ...request, headers: [...headers, [name, 'a'] as const, [name.toLowerCase(), 'a'] as const] };

    assert.throws(() => readAuthorization(twice), { code: 'malformed-request' });
  });
}

for (const name of [
  'x-amz-target',
  'X-Amz-Acl',
  'x-amzn-bedrock-guardrailidentifier',
  'content-encoding',
  'content-md5',
  'smithy-protocol',
]) {
  test(`a header that changes the meaning is signed, or refused: ${name}`, () => {
    assert.throws(() => readAuthorization(withHeader(name, 'a')), { code: 'malformed-request', message: /is not signed/ });
  });
}

for (const name of ['x-amzn-trace-id', 'X-Amz-Cf-Id', 'x-forwarded-for', 'user-agent', 'x-amzn-tls-version']) {
  test(`a header that AWS's own fronts add needs no signature: ${name}`, () => {
    assert.doesNotThrow(() => readAuthorization(withHeader(name, 'a')));
  });
}

const unreadable: readonly string[] = [
  'AWS4-HMAC-SHA256 ',
  authorization.replace('aws4_request', 'aws4'),
  authorization.replace('CSGN', 'CS GN'),
  authorization.replace('/20260131/', '/2026-01-31/'),
  authorization.replace('/eu-west-1/', '/x.evil%2F/'),
  authorization.replace('/ec2/', '//'),
  authorization.replace(signature, signature.toUpperCase()),
  authorization.replace(signature, signature.slice(1)),
  authorization.replace(signedHeaders, 'Host'),
  authorization.replace(signedHeaders, ''),
  authorization.replace(signedHeaders, 'host;host'),
  `${authorization}, Signature=${signature}`,
  `${authorization}, More=1`,
];

for (const value of unreadable) {
  test(`an authorization that cannot be read is refused: ${value.slice(0, 40)}…${value.slice(-30)}`, () => {
    assert.throws(() => readAuthorization(authorizedBy(value)), { code: 'unauthenticated' });
  });
}

test('a request without x-amz-date is refused', () => {
  assert.throws(() => readAuthorization({ ...request, headers: headers.filter(([name]) => name !== 'X-Amz-Date') }), {
    code: 'unauthenticated',
    message: /x-amz-date/,
  });
});
