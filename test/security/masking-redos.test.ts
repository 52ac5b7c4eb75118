/** Evil patterns and inputs stay linear: an operator's patterns run in RE2, our own are bounded. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arm, createDetection } from '#core/masking/detect.ts';
import { allDetectors } from '#core/masking/detectors.ts';
import { createMasker } from '#core/masking/masker.ts';
import { compilePattern } from '#core/masking/operator-pattern.ts';

// Shapes that make a backtracking engine exponential or polynomial.
const cores = [
  '(a+)+',
  '(a*)*',
  '(a|a)*',
  '(a|aa)+',
  '([a-z]+)*',
  '(a*a*)*',
  '(.*a){12}',
  '(a?){25}a{25}',
  '(\\w+\\s?)*',
  '((a+)b?)+',
];
const ends = ['$', 'b$', 'X', '\\d$', '[^a]$', '(c|d)$', 'aab$', '!', 'zz', '\\W\\W$'];

test('100 evil patterns on 10 KB each take no more than linear time', () => {
  const text = 'a'.repeat(10_000);
  let ran = 0;
  for (const core of cores) {
    for (const end of ends) {
      compilePattern(`^${core}${end}`)(text, () => {});
      ran += 1;
    }
  }

  assert.equal(ran, 100);
});

test('each of our detectors takes time in proportion on its own worst input', () => {
  let looked = 0;
  for (const detector of allDetectors) {
    const detection = createDetection([arm(detector)]);
    for (const seed of worstOf(detector)) {
      const [short, long] = [1, 8].map((times) =>
        fastest(() => detection.find(seed.repeat(Math.ceil((16_000 * times) / seed.length)))),
      );
      assert.ok((long ?? 0) < Math.max(200, (short ?? 0) * 40), `${detector.id}: ${short} ms, then ${long} ms`);
      looked += 1;
    }
  }

  assert.ok(looked > 300);
});

/** Its keyword again and again, and its keyword before a long run. */
function worstOf({ keywords, samples }: (typeof allDetectors)[number]): readonly string[] {
  const [keyword = '1'] = keywords;
  const [sample = ''] = samples().hits;
  return [keyword, sample.slice(0, -1), `${keyword}${'a'.repeat(60)}`];
}

function fastest(run: () => void): number {
  const times = [0, 1].map(() => {
    const started = process.hrtime.bigint();
    run();
    return Number(process.hrtime.bigint() - started) / 1e6;
  });
  return Math.min(...times);
}

test('a text of one megabyte, and one that nests without end, are masked or left', () => {
  const { maskContent } = createMasker({ rules: [], enable: [] });

  assert.equal(maskContent('password='.repeat(110_000)).text.length > 0, true);
  assert.equal(maskContent('['.repeat(500_000)).text.length, 500_000);
  assert.equal(maskContent(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`).masks.length, 0);
});
