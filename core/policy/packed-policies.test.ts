import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policySet } from '#test/policy/questions.ts';
import { randomPolicies, randomQuestion } from '#test/policy/random-policies.ts';
import { createRandom } from '#test/vectors/random.ts';
import { decide } from './decide.ts';
import { packPolicies, unpackPolicies } from './packed-policies.ts';

test('a packed set is the set: its policies, its index, its decisions', () => {
  const random = createRandom(21);
  for (let trial = 0; trial < 10; trial += 1) {
    const shadow = '@id("s") @reason("r") @mode("shadow") forbid (principal, action, resource) when { resource.hasTag("t0") };';
    const set = policySet(randomPolicies(random, 12), shadow);

    const unpacked = unpackPolicies(packPolicies(set));

    assert.deepEqual(unpacked, set);
    for (let index = 0; index < 10; index += 1) {
      const question = randomQuestion(random);
      assert.deepEqual(decide(unpacked, question), decide(set, question));
    }
  }
});

test('a text that was changed is refused', () => {
  const packed = packPolicies(policySet('@id("a") permit (principal == CS::User::"ann", action, resource);'));

  assert.throws(() => unpackPolicies(packed.replaceAll('ann', 'eve')), /not those of their version/);
});
