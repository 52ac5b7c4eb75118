import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prefixedHost } from './host-prefix.ts';

const host = 's3-control.eu-west-1.amazonaws.com';
const account = '123456789012';
const hostPrefix = '{AccountId}.';

test('a parameter stands before the host of the table, and a literal too', () => {
  assert.equal(prefixedHost(host, { hostPrefix }, { parameters: { AccountId: account }, account }), `${account}.${host}`);
  assert.equal(prefixedHost(host, { hostPrefix: 'Sync-' }, { parameters: {}, account }), `sync-${host}`);
  assert.equal(prefixedHost(host, {}, { parameters: {}, account }), host);
});

for (const label of ['x.evil.com/', 'x.evil', 'a b', '', 'a'.repeat(64), 'x\n', 'x#', 'x@evil', '-a', 'ü', '%2e', 'a:80']) {
  test(`no host is made of ${JSON.stringify(label).slice(0, 20)}`, () => {
    const parameters = { Name: label };

    assert.throws(() => prefixedHost(host, { hostPrefix: '{Name}.' }, { parameters, account }), { code: 'malformed-request' });
  });
}

test('the account in a host is the connection’s', () => {
  const parameters = { AccountId: '999999999999' };

  assert.throws(() => prefixedHost(host, { hostPrefix }, { parameters, account }), { code: 'denied' });
});

test('a missing parameter makes no host', () => {
  assert.throws(() => prefixedHost(host, { hostPrefix }, { parameters: {}, account }), { code: 'malformed-request' });
});
