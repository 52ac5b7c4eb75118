import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Header } from '../../../http.ts';
import { carriedHeaders, refuseSignedQuery, unmodelledChecksums } from './forward-headers.ts';

const modelled = { names: new Set(['range', 'x-amz-acl', 'x-amz-checksum-sha1']), prefixes: ['x-amz-meta-'] };
const passing = { modelled, isPayloadPassed: true };
const written = { modelled, isPayloadPassed: false };

const ofPayload: readonly Header[] = [
  ['Content-Type', 'text/plain'],
  ['Content-Encoding', 'gzip'],
  ['content-md5', 'x'],
  ['x-amz-checksum-crc32', 'NhCmhg=='],
  ['x-amz-sdk-checksum-algorithm', 'CRC32'],
];

test('what says who the client is and how it wants to be answered goes upstream', () => {
  const headers: readonly Header[] = [
    ['User-Agent', 'aws-cli'],
    ['Accept', 'application/json'],
    ['x-amzn-query-mode', 'true'],
  ];

  assert.deepEqual(carriedHeaders(headers, written), headers);
});

test('modelled members are parameters, and are written by the encoder alone', () => {
  const headers: readonly Header[] = [
    ['Range', 'bytes=0-9'],
    ['X-Amz-Acl', 'private'],
    ['X-Amz-Meta-A', 'a'],
    ['x-amz-checksum-sha1', 'x'],
  ];

  assert.deepEqual(carriedHeaders(headers, passing), []);
});

test('what describes the bytes goes with the bytes, and stays here when they are written anew', () => {
  assert.deepEqual(carriedHeaders(ofPayload, passing), ofPayload);
  assert.deepEqual(carriedHeaders(ofPayload, written), []);
});

test('the signature, the transport and what fronts add stay here', () => {
  const names = [
    'Authorization',
    'Host',
    'X-Amz-Date',
    'X-Amz-Security-Token',
    'X-Amz-Content-Sha256',
    'X-Amz-Target',
    'Smithy-Protocol',
    'Accept-Encoding',
    'Connection',
    'Content-Length',
    'Expect',
    'Transfer-Encoding',
    'Proxy-Authorization',
    'X-Forwarded-For',
    'X-Amzn-Trace-Id',
    'X-Amz-Cf-Id',
    ':authority',
    'Cookie',
    'X-Http-Method-Override',
    'amz-sdk-invocation-id',
    'amz-sdk-request',
  ];

  assert.deepEqual(
    carriedHeaders(
      names.map((name): Header => [name, 'secret']),
      passing,
    ),
    [],
  );
});

for (const name of ['x-amz-grant-full-control', 'X-Amz-Copy-Source', 'x-amzn-bedrock-guardrailidentifier', 'x-amz-meta']) {
  test(`a header of Amazon's that the operation does not model is refused: ${name}`, () => {
    assert.throws(() => carriedHeaders([[name, 'secret']], passing), {
      code: 'unsupported-call',
      message: /no parameter of this operation/,
    });
  });
}

test('checksums outside the model are known by their names', () => {
  assert.deepEqual(
    unmodelledChecksums(
      [
        ['X-Amz-Checksum-SHA256', 'x'],
        ['x-amz-checksum-sha1', 'x'],
        ['Content-MD5', 'x'],
      ],
      modelled,
    ),
    ['x-amz-checksum-sha256', 'content-md5'],
  );
});

for (const query of ['X-Amz-Signature=a', 'a=1&x%2Damz%2Dsecurity%2Dtoken=a', 'AWSAccessKeyId=a']) {
  test(`a signature in the query never reaches AWS: ${query}`, () => {
    assert.throws(() => refuseSignedQuery(query), { code: 'unsupported-call' });
  });
}
