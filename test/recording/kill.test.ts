import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killRounds } from './kill-rounds.ts';

test('killed 5 times at random points, the store holds every acknowledged event in whole chains', async () => {
  assert.ok((await killRounds(5)) >= 5);
});
