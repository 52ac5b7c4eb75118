import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson } from '../canonical.ts';
import type { Json } from '../model.ts';
import { around } from './line.ts';
import { type Loose, plain } from './plain.ts';

/** The same values on every run (xorshift32). */
function randomSource(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function randomValue(random: () => number, depth: number): Loose {
  const kind = Math.floor(random() * (depth === 0 ? 5 : 7));
  if (kind === 0) return undefined;
  if (kind === 1) return random() > 0.5;
  if (kind === 2) return (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20);
  if (kind === 3) return null;
  if (kind === 4) return randomText(random);
  const size = Math.floor(random() * 5);
  if (kind === 5) return Array.from({ length: size }, () => randomValue(random, depth - 1));
  return Object.fromEntries(Array.from({ length: size }, () => [randomText(random), randomValue(random, depth - 1)]));
}

/** Code units of every range, lone surrogates included. */
function randomText(random: () => number): string {
  return String.fromCharCode(...Array.from({ length: Math.floor(random() * 6) }, () => Math.floor(random() * 0x10000)));
}

test('parsing a canonical text and canonicalising it again gives the same bytes, for 2,000 random values', () => {
  const random = randomSource(42);

  for (let count = 0; count < 2000; count += 1) {
    const text = canonicalJson(plain(randomValue(random, 5)));
    assert.equal(canonicalJson(JSON.parse(text)), text);
  }
});

test('a line written around its attestation is the canonical text of the whole, for 500 random contents', () => {
  const random = randomSource(7);

  for (let count = 0; count < 500; count += 1) {
    const members = Array.from(
      { length: 6 },
      () => [randomText(random) + randomText(random), plain(randomValue(random, 3))] as const,
    );
    const content = plain(Object.fromEntries(members)) as { readonly [name: string]: Json };
    assert.equal(around(content)(['a']), canonicalJson({ ...content, attestation_list: ['a'] }));
  }
});

test('undefined members are left out, and in a list they are null', () => {
  assert.deepEqual(plain({ a: undefined, b: [undefined, 1] }), { b: [null, 1] });
});

test('what JSON cannot carry is refused', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) assert.throws(() => plain({ a: [value] }), TypeError);
});
