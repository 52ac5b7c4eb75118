import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs, onPath } from './on-path.ts';

test('a program is found on PATH, and one that is not there is not', () => {
  assert.equal(onPath('node'), true);
  assert.equal(onPath('no-such-program-at-all'), false);
  assert.equal(needs('node', 'no-such-program-at-all').skip, 'not on PATH: no-such-program-at-all');
});
