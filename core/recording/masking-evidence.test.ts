/** What an event says of its masking: by which masker and rules, in which forms, and what could not be read. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf } from '#test/contracts/sample-events.ts';
import type { MaskHit } from '../model.ts';
import type { EventDraft } from './draft.ts';
import { unmappedOf } from './unmapped.ts';

const by = { masker: '2', ruleSet: 'ab'.repeat(32) };
const hit: MaskHit = { rule: 'rule:badge', class: 'pii.id', count: 3, paths: ['Items[].Note'], form: 'token' };

type Evidence = { readonly masks?: readonly object[]; readonly masking?: object };

function evidence(changes: Partial<EventDraft>): Evidence {
  return JSON.parse(JSON.stringify(unmappedOf({ ...draftOf(), ...changes }, undefined)));
}

test('an event names the masker, its rules, the form of each hit, and the size of the body', () => {
  const { masks, masking } = evidence({ masks: [hit], masking: { ...by, bytesIn: 2048, bytesOut: 1024 } });

  assert.deepEqual(masks, [hit]);
  assert.deepEqual(masking, { ...by, bytesIn: 2048, bytesOut: 1024 });
});

test('a reply that was withheld, and one that nobody could read, are told as such', () => {
  const withheld = evidence({ masking: by, answer: { outcome: 'failure', errorCode: 'masking-failed' } });
  const binary = evidence({ masking: by, masks: [{ ...hit, class: 'binary' }] });

  assert.deepEqual(withheld.masking, { ...by, withheld: true });
  assert.deepEqual(binary.masking, { ...by, binary: true });
});

test('more places than are named are told as truncated', () => {
  const paths = Array.from({ length: 20 }, (_, n) => `a${n}`);

  assert.deepEqual(evidence({ masking: by, masks: [{ ...hit, count: 21, paths }] }).masking, { ...by, truncated: true });
  assert.deepEqual(evidence({ masking: by, masks: [{ ...hit, count: 20, paths }] }).masking, by);
});

test('an event of something that was not masked says nothing of masking', () => {
  assert.equal(evidence({}).masking, undefined);
});
