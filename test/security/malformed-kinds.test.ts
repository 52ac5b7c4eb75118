/** Each kind of malformed input, in each protocol: refused, at a megabyte as well; or a text like any other, and then to the letter. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '#core/errors.ts';
import { decode } from '#test/differential/decode-one.ts';
import { kinds, malformed } from './malformed-kinds.ts';

const sizes = [40, 1_048_576];

for (const { id, protocol, kind, sent } of malformed.filter((each) => each.isText === undefined)) {
  test(`${protocol}: ${kind} is refused, small and at a megabyte (${id})`, () => {
    for (const size of sizes) {
      assert.throws(
        () => decode(id, protocol, sent(size)),
        (error) => error instanceof GatewayError && ['malformed-request', 'payload-too-large'].includes(error.code),
        `${size} bytes`,
      );
    }
  });
}

for (const { id, protocol, kind, sent, isText = '' } of malformed.filter((each) => each.isText !== undefined)) {
  test(`${protocol}: ${kind} is a text to the letter (${id})`, () => {
    for (const size of sizes) {
      const value = decode(id, protocol, sent(size))[isText];

      assert.ok(typeof value === 'string' && value.startsWith('<!DOCTYPE') && value.includes('&c;'));
      assert.ok(!value.includes('bbbbbbbb'));
    }
  });
}

test('no protocol and no kind is left out', () => {
  const protocols = new Set(malformed.map(({ protocol }) => protocol));

  assert.deepEqual([...protocols].sort(), ['cbor', 'ec2', 'json', 'query', 'rest-json', 'rest-xml']);
  assert.equal(malformed.length, protocols.size * kinds.length);
});
