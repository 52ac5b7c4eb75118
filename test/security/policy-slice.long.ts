/** A slice answers what the whole set answers, in more random requests than fit into `npm test`. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '#core/policy/decide.ts';
import { preparedCounts } from '#core/policy/prepared.ts';
import { policySet } from '#test/policy/questions.ts';
import { randomQuestion } from '#test/policy/random-policies.ts';
import { tryRemembering, trySlices } from '#test/policy/slice-trial.ts';
import { createRandom } from '#test/vectors/random.ts';

for (const seed of [1, 2, 3, 4]) {
  test(`no difference, seed ${seed}`, () => {
    const { compared } = trySlices({ seed, sets: 40, policiesPerSet: 60, questionsPerSet: 40 });

    assert.ok(compared >= 4_000, `compared ${compared}`);
  });

  test(`a judge that remembers decides as one that does not, seed ${seed}`, () => {
    assert.equal(tryRemembering({ seed, sets: 20, policiesPerSet: 12, questionsPerSet: 100 }), 2_000);
  });
}

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
