/** A slice answers what the whole set answers, in more random requests than fit into `npm test`. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trySlices } from '#test/policy/slice-trial.ts';

for (const seed of [1, 2, 3, 4]) {
  test(`no difference, seed ${seed}`, () => {
    const { compared } = trySlices({ seed, sets: 40, policiesPerSet: 60, questionsPerSet: 40 });

    assert.ok(compared >= 4_000, `compared ${compared}`);
  });
}
