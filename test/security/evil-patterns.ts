/** A hundred patterns that make a backtracking engine exponential or polynomial. */

import { compilePattern } from '#core/masking/operator-pattern.ts';

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

/** Runs each over a text of one character; how many there were. */
export function runEvilPatterns(sizeBytes: number): number {
  const text = 'a'.repeat(sizeBytes);
  let ran = 0;
  for (const core of cores) {
    for (const end of ends) {
      compilePattern(`^${core}${end}`)(text, () => {});
      ran += 1;
    }
  }
  return ran;
}
