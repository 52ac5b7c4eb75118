import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalPath, canonicalQuery, canonicalRequest } from './canonical-request.ts';

const paths: readonly { readonly service: string; readonly path: string; readonly canonical: string }[] = [
  { service: 's3', path: '/bkt/a//b/../c/./d', canonical: '/bkt/a//b/../c/./d' },
  { service: 's3', path: '/bkt/%7euser!%c3%bc', canonical: '/bkt/~user%21%C3%BC' },
  { service: 's3', path: '/bkt/a%2Fb', canonical: '/bkt/a%2Fb' },
  { service: 's3express', path: '/a%20b/', canonical: '/a%20b/' },
  { service: 'lambda', path: '/f/arn%3Aaws%3Al', canonical: '/f/arn%253Aaws%253Al' },
  { service: 'lambda', path: '/a//b/./c/../d/', canonical: '/a/b/d/' },
  { service: 'lambda', path: '/..', canonical: '/' },
  { service: 'ec2', path: '', canonical: '/' },
];

for (const { service, path, canonical } of paths) {
  test(`the canonical path of "${path}" for ${service} is "${canonical}"`, () => {
    assert.equal(canonicalPath(path, service), canonical);
  });
}

const queries: readonly { readonly query: string; readonly canonical: string }[] = [
  { query: '', canonical: '' },
  { query: 'tagging', canonical: 'tagging=' },
  { query: 'b=2&a=1', canonical: 'a=1&b=2' },
  { query: 'a=2&a=1&a-b=0', canonical: 'a=1&a=2&a-b=0' },
  { query: 'a=x+y&b=x%20y', canonical: 'a=x%20y&b=x%20y' },
  { query: 'a=b=c&d=%7e', canonical: 'a=b%3Dc&d=~' },
  { query: 'a=1&&b=2', canonical: '=&a=1&b=2' },
];

for (const { query, canonical } of queries) {
  test(`the canonical query of "${query}" is "${canonical}"`, () => {
    assert.equal(canonicalQuery(query), canonical);
  });
}

test('white space around and inside of header values is folded, and repeats are joined', () => {
  const text = canonicalRequest(
    {
      method: 'GET',
      path: '/',
      query: '',
      headers: [
        ['X-A', '  one \t two '],
        ['Host', 'h'],
        ['x-a', 'three'],
      ],
      signedHeaders: ['host', 'x-a'],
      payloadHash: 'hash',
    },
    'sts',
  );

  assert.equal(text, 'GET\n/\n\nhost:h\nx-a:one two,three\n\nhost;x-a\nhash');
});

for (const path of ['/a b', '/ü', '/%zz', '/%2', '/a\nb', '/ż']) {
  test(`a path that is not percent-encoded ASCII is refused: ${JSON.stringify(path)}`, () => {
    assert.throws(() => canonicalPath(path, 's3'), { code: 'malformed-request' });
  });
}
