import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeywordAutomaton } from './keyword-automaton.ts';

function found(keywords: readonly string[], text: string): readonly string[] {
  const hits: string[] = [];
  createKeywordAutomaton(keywords).scan(text, (keyword, end) => hits.push(`${keywords[keyword]}@${end}`));
  return hits;
}

test('keywords are found wherever they overlap, in any case', () => {
  const hits = found(['she', 'he', 'hers', '@'], 'uSHErs@');

  assert.deepEqual(hits, ['she@4', 'he@4', 'hers@6', '@@7']);
});

test('a character beyond ASCII breaks a keyword', () => {
  assert.deepEqual(found(['abc'], 'abéc ſabc'), ['abc@9']);
});

test('it finds what a search for each keyword finds', () => {
  const keywords = ['aa', 'aba', 'bab', 'bb', 'abba', 'c'];
  const text = Array.from({ length: 400 }, (_, n) => 'abc'[(n * n + (n >> 3)) % 3]).join('');

  const expected = keywords.filter((keyword) => text.includes(keyword));

  assert.deepEqual([...new Set(found(keywords, text).map((hit) => hit.split('@')[0]))].sort(), expected.sort());
});
