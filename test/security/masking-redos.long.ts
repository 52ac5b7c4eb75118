import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runEvilPatterns } from './evil-patterns.ts';

test('100 evil patterns of an operator end on 100 KB each', () => {
  assert.equal(runEvilPatterns(100_000), 100);
});
