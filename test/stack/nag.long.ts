import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findings } from './support/nag.ts';
import { synthesise } from './support/synth.ts';

test('a dev stack has no finding that is not accepted', () => {
  assert.deepEqual(findings(synthesise({ stage: 'dev' }).app), []);
});
