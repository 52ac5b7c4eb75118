/** Evil patterns and inputs stay linear: an operator's patterns run in RE2, our own are bounded. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allDetectors } from '#core/masking/detectors.ts';
import { createMasker } from '#core/masking/masker.ts';
import { runEvilPatterns } from './evil-patterns.ts';

// masking-redos.long.ts runs them over 100 KB each.
test('100 evil patterns of an operator end on 10 KB each, which no backtracking engine would', () => {
  assert.equal(runEvilPatterns(10_000), 100);
});

// A bound on every quantifier is a bound on the steps from each place of a text: what `npm run bench` measures is then linear.
test('no pattern of ours repeats without a bound', () => {
  const unbounded = allDetectors.filter(({ pattern }) =>
    repeats(pattern).some((quantifier) => /^(?:[*+]|\{\d+,\})/.test(quantifier)),
  );

  assert.deepEqual(
    unbounded.map(({ id }) => id),
    [],
  );
  assert.ok(allDetectors.length > 100);
  assert.deepEqual(repeats(String.raw`[a*+]\+x{2,}(?:y*){1,3}z+?`), ['{2,}', '*', '{1,3}', '+']);
});

/** The quantifiers of a pattern: outside of classes and escapes. */
function repeats(pattern: string): readonly string[] {
  const tokens = pattern.match(/\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:[:=!]|<[=!])|\{[0-9,]+\}|[\s\S]/g) ?? [];
  return tokens.filter((token) => /^(?:[*+]$|\{[0-9])/.test(token));
}

test('a text of one megabyte, and one that nests without end, are masked or left', () => {
  const { maskContent } = createMasker({ rules: [], enable: [] });

  assert.equal(maskContent('password='.repeat(110_000)).text.length > 0, true);
  assert.equal(maskContent('['.repeat(500_000)).text.length, 500_000);
  assert.equal(maskContent(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`).masks.length, 0);
});
