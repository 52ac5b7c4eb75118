/** A slice answers what the whole set answers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, strictest } from '#core/policy/decide.ts';
import { policySet } from '#test/policy/questions.ts';
import { randomPolicies, randomQuestion } from '#test/policy/random-policies.ts';
import { tryRemembering, trySlices } from '#test/policy/slice-trial.ts';
import { createRandom } from '#test/vectors/random.ts';

test('decision, reasons and errors are the same in hundreds of random requests', () => {
  const counts = trySlices({ seed: 4, sets: 10, policiesPerSet: 16, questionsPerSet: 25 });

  assert.ok(counts.compared >= 700, `compared ${counts.compared}`);
  for (const [what, count] of Object.entries(counts)) assert.ok(count >= 20, `${what}: ${count}`);
});

test('a judge that remembers decides as one that does not', () => {
  assert.equal(tryRemembering({ seed: 7, sets: 4, policiesPerSet: 10, questionsPerSet: 40 }), 160);
});

test('several resources are decided as strictly as each of them alone', () => {
  const random = createRandom(5);
  for (let trial = 0; trial < 5; trial += 1) {
    const set = policySet(randomPolicies(random, 8));
    for (let index = 0; index < 30; index += 1) {
      const question = randomQuestion(random);
      if (question.resources.length < 2 || !question.call.resourcesKnown) continue;
      const each = question.resources.map((resource) =>
        decide(set, { ...question, resources: [resource], call: { ...question.call, resources: [resource] } }),
      );

      assert.deepEqual(decide(set, question), strictest(each));
    }
  }
});
