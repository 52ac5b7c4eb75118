import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '#core/errors.ts';
import { verifySignature } from '#core/protocols/aws/signature/verify-signature.ts';
import { attack } from '#test/vectors/attack.ts';

test('of ten thousand changed bytes in method, path, query, signed header, authorization and body none is accepted', async () => {
  const { accepted, refused, sameMeaning } = await attack(20_260_131, 10_000);

  assert.deepEqual(accepted, []);
  assert.ok(refused >= 10_000);
  assert.ok(sameMeaning < refused / 5, `${sameMeaning} changes kept the meaning: too many to prove anything`);
});

test('the attack finds a verifier that does not look at the body', async () => {
  const careless: typeof verifySignature = (request, ...rest) => {
    try {
      return verifySignature(request, ...rest);
    } catch (error) {
      if (error instanceof GatewayError && error.fault === 'content-hash') return { request, body: 'signed' };
      throw error;
    }
  };

  const { accepted } = await attack(7, 400, careless);

  assert.ok(accepted.length > 10);
  assert.deepEqual([...new Set(accepted)], ['body']);
});
