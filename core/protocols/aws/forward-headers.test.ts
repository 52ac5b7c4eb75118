import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Header } from '../../http.ts';
import { forwardHeaders, forwardQuery } from './forward-headers.ts';

const modelled = { names: new Set(['range', 'x-amz-acl', 'x-amzn-trace-id']), prefixes: ['x-amz-meta-'] };

test('modelled members and the fixed set go upstream, as they were sent, without compression', () => {
  const headers: readonly Header[] = [
    ['Range', 'bytes=0-9'],
    ['X-Amz-Acl', 'private'],
    ['X-Amz-Meta-Ü', 'a'],
    ['Content-Type', 'text/plain'],
    ['x-amz-checksum-crc32', 'NhCmhg=='],
    ['User-Agent', 'aws-cli'],
  ];

  assert.deepEqual(forwardHeaders(headers, { modelled }), [...headers, ['accept-encoding', 'identity']]);
});

test('the signature, the transport and what fronts add stay here', () => {
  const names = [
    'Authorization',
    'Host',
    'X-Amz-Date',
    'X-Amz-Security-Token',
    'X-Amz-Content-Sha256',
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

  const kept = forwardHeaders(
    names.map((name): Header => [name, 'secret']),
    { modelled },
  );

  assert.deepEqual(kept, [['accept-encoding', 'identity']]);
});

for (const name of ['x-amz-grant-full-control', 'X-Amz-Copy-Source', 'x-amzn-bedrock-guardrailidentifier', 'x-amz-meta']) {
  test(`a header of Amazon's that the operation does not model is refused: ${name}`, () => {
    assert.throws(() => forwardHeaders([[name, 'secret']], { modelled }), {
      code: 'unsupported-call',
      message: /no parameter of this operation/,
    });
  });
}

test('the query goes upstream byte for byte', () => {
  assert.equal(forwardQuery('b=%7e&a=x+y&&c'), 'b=%7e&a=x+y&&c');
});

for (const query of ['X-Amz-Signature=a', 'a=1&x%2Damz%2Dsecurity%2Dtoken=a', 'AWSAccessKeyId=a']) {
  test(`a signature in the query never reaches AWS: ${query}`, () => {
    assert.throws(() => forwardQuery(query), { code: 'unsupported-call' });
  });
}

test('a query name that the operation does not model is refused', () => {
  assert.equal(forwardQuery('acl&prefix=a', new Set(['acl', 'prefix'])), 'acl&prefix=a');
  assert.throws(() => forwardQuery('acl&policy', new Set(['acl'])), { code: 'unsupported-call', message: /policy/ });
});
