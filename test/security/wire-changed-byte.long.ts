import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attack } from '#test/vectors/attack.ts';

test('of forty thousand changed bytes none is accepted', async () => {
  for (const seed of [1, 2, 3, 4]) {
    const { accepted, refused } = await attack(seed, 10_000);

    assert.deepEqual(accepted, [], `seed ${seed}`);
    assert.ok(refused >= 10_000);
  }
});
