import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchesGlob } from './glob.ts';

test('a pattern without stars matches only itself', () => {
  assert.equal(matchesGlob('repo:acme/app', 'repo:acme/app'), true);
  for (const text of ['repo:acme/app2', 'xrepo:acme/app', 'repo:acme/ap', '', 'REPO:acme/app'])
    assert.equal(matchesGlob('repo:acme/app', text), false);
});

test('a star inside stops at a colon, and at the end it matches all that follows', () => {
  const inside = 'repo:acme/ml-*:ref:refs/heads/main';

  assert.equal(matchesGlob(inside, 'repo:acme/ml-models:ref:refs/heads/main'), true);
  assert.equal(matchesGlob(inside, 'repo:acme/ml-:ref:refs/heads/main'), true);
  assert.equal(matchesGlob(inside, 'repo:acme/ml-x:environment:y:ref:refs/heads/main'), false);
  assert.equal(matchesGlob('repo:acme/app:*', 'repo:acme/app:ref:refs/heads/x:y'), true);
  assert.equal(matchesGlob('*', 'any:thing'), true);
  assert.equal(matchesGlob('*', ''), true);
});

test('no other character is special', () => {
  assert.equal(matchesGlob('a.c', 'abc'), false);
  assert.equal(matchesGlob('a?c', 'abc'), false);
  assert.equal(matchesGlob('[ab]', 'a'), false);
  assert.equal(matchesGlob('a\\*', 'a\\b'), true);
  assert.equal(matchesGlob('$&', '$&'), true);
});

test('it agrees with a regular expression on all short patterns and texts', () => {
  const patterns = wordsOf(['a', ':', '*'], 5);
  const texts = wordsOf(['a', 'b', ':'], 5);
  let compared = 0;

  for (const pattern of patterns) {
    const expression = oracle(pattern);
    for (const text of texts) {
      assert.equal(matchesGlob(pattern, text), expression.test(text), `${pattern} over ${text}`);
      compared++;
    }
  }

  assert.equal(compared, patterns.length * texts.length);
});

test('a pattern made to blow up does not', () => {
  const pattern = `${'*a'.repeat(500)}b`;

  assert.equal(matchesGlob(pattern, 'a'.repeat(1024)), false);
});

/** The same rule, written as the backtracking expression that the matcher must not be. */
function oracle(pattern: string): RegExp {
  const last = pattern.endsWith('*');
  const body = (last ? pattern.slice(0, -1) : pattern).replaceAll('*', '[^:]*');
  return new RegExp(`^${body}${last ? '[^]*' : ''}$`);
}

function wordsOf(alphabet: readonly string[], longest: number): readonly string[] {
  const byLength: string[][] = [['']];
  for (let length = 1; length <= longest; length++) {
    byLength.push((byLength[length - 1] ?? []).flatMap((word) => alphabet.map((letter) => word + letter)));
  }
  return byLength.flat();
}
