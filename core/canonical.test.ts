import assert from 'node:assert/strict';
import { test } from 'node:test';
import canonicalize from 'canonicalize';
import { canonicalJson } from './canonical.ts';
import type { Json } from './model.ts';

const names = ['a', 'b', 'B', '_', '1', '9', '10', '', 'é', '\u{1F600}', '￿', '__proto__', 'toString', 'a b', '"'];
const leaves = [null, true, 0, -0, 1e21, 1e-7, 0.1, 9007199254740992, 'text', 'é\n\u2028\u{1F600}', '"\\\u0007'];

/** Values of all forms, the same on every run. */
function* values(): Generator<Json> {
  let state = 7;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
  const value = (depth: number): Json => {
    const kind = depth === 0 ? 0 : next(3);
    if (kind === 1) return Array.from({ length: next(4) }, () => value(depth - 1));
    if (kind === 2) return members(depth);
    return leaves[next(leaves.length)] ?? null;
  };
  const members = (depth: number): Json => {
    const drawn = Array.from({ length: next(6) }, () => names[next(names.length)] ?? '');
    const kept = next(2) === 0 ? drawn : drawn.toSorted();
    return Object.fromEntries(kept.map((name) => [name, value(depth - 1)]));
  };
  for (let count = 0; count < 5000; count += 1) yield value(4);
}

test('the canonical text is the one that the reference library writes, in order or not', () => {
  let compared = 0;
  for (const value of values()) {
    assert.equal(canonicalJson(value), canonicalize(value));
    compared += 1;
  }

  assert.equal(compared, 5000);
});

test('what JCS refuses is refused in order as well', () => {
  for (const value of ['\ud800', Number.NaN, Number.POSITIVE_INFINITY, { '\udfff': 1 }, { a: ['\ud800x'] }] as const) {
    assert.throws(() => canonicalJson(value));
  }
});

test('members that are undefined are left out', () => {
  const value: object = { a: 1, b: undefined, c: { d: undefined } };

  assert.equal(canonicalJson(value as Json), '{"a":1,"c":{}}');
});

test('what nests deeper than any call is written all the same', () => {
  let value: Json = 1;
  for (let depth = 0; depth < 20_000; depth += 1) value = [value];

  assert.equal(canonicalJson(value).length, 40_001);
});
