/** The source address of a question is one, or the question cannot be put. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask } from '#test/policy/questions.ts';
import { callContext } from './context.ts';

function sentFor(sourceIp: string): unknown {
  return callContext(ask({ context: { sourceIp } })).sourceIp;
}

test('an address is sent as one, without the clothes of a dual-stack socket', () => {
  const addresses = ['10.0.0.255', '::1', '2001:db8::7', '::ffff:10.1.2.3'].map(sentFor);

  const sent = ['10.0.0.255', '::1', '2001:db8::7', '10.1.2.3'].map((arg) => ({ __extn: { fn: 'ip', arg } }));
  assert.deepEqual(addresses, sent);
});

test('an unknown address is not sent', () => assert.equal(sentFor(''), undefined));

for (const text of [
  'localhost',
  '10.0.0',
  '10.0.0.0.1',
  '10.0.0.1.',
  '1.2.3.04',
  '10.0.0.1/8',
  'fe80::1%eth0',
  '::1]/x',
  'a:b@c',
]) {
  test(`${text} is no address`, () => assert.throws(() => sentFor(text), RangeError));
}
