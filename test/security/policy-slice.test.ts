/** A slice answers what the whole set answers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, strictest } from '#core/policy/decide.ts';
import { preparedCounts } from '#core/policy/prepared.ts';
import { policySet } from '#test/policy/questions.ts';
import { randomPolicies, randomQuestion } from '#test/policy/random-policies.ts';
import { trySlices } from '#test/policy/slice-trial.ts';
import { createRandom } from '#test/vectors/random.ts';

test('decision, reasons and errors are the same in 2,000 random requests and more', () => {
  const counts = trySlices({ seed: 4, sets: 26, policiesPerSet: 20, questionsPerSet: 25 });

  assert.ok(counts.compared >= 2_000, `compared ${counts.compared}`);
  for (const [what, count] of Object.entries(counts)) assert.ok(count >= 20, `${what}: ${count}`);
});

test('several resources are decided as strictly as each of them alone', () => {
  const random = createRandom(5);
  for (let trial = 0; trial < 10; trial += 1) {
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

test('thousands of different slices use a bounded number of names', () => {
  const groups = Array.from({ length: 12 }, (_, index) => `g${index}`);
  const set = policySet(
    ...groups.map((group) => `@id("${group}") permit (principal in CS::Group::"${group}", action, resource);`),
  );
  const question = randomQuestion(createRandom(6));
  for (let members = 0; members < 2_300; members += 1) {
    const memberOf = groups.filter((_, index) => (members >> index) % 2 === 1);
    const principal = { ...question.principal, kind: 'user' as const, groups: memberOf };
    const { outcome } = decide(set, {
      ...question,
      principal,
      resources: [],
      call: { ...question.call, actions: [], resourcesKnown: true },
    });

    assert.equal(outcome, memberOf.length === 0 ? 'deny' : 'allow');
  }

  assert.ok(preparedCounts().names <= 2_000);
  assert.ok(preparedCounts().policies <= 40_000);
});
