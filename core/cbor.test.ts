import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cbor } from '@smithy/core/cbor';
import { CborError, readCbor } from './cbor.ts';

const bounds = { depth: 20, values: 1000 };
const read = (hex: string) => readCbor(Uint8Array.from(Buffer.from(hex, 'hex')), bounds);

/** RFC 8949, appendix A. */
const vectors: readonly (readonly [hex: string, value: unknown])[] = [
  ['00', 0],
  ['1864', 100],
  ['1a000f4240', 1_000_000],
  ['1b000000e8d4a51000', 1_000_000_000_000],
  ['1bffffffffffffffff', 18_446_744_073_709_551_615n],
  ['3bffffffffffffffff', -18_446_744_073_709_551_616n],
  ['20', -1],
  ['3903e7', -1000],
  ['f93c00', 1],
  ['f93e00', 1.5],
  ['f97bff', 65_504],
  ['f90001', 2 ** -24],
  ['f9c400', -4],
  ['fa47c35000', 100_000],
  ['fb3ff199999999999a', 1.1],
  ['f97c00', Number.POSITIVE_INFINITY],
  ['f97e00', Number.NaN],
  ['f4', false],
  ['f5', true],
  ['f6', null],
  ['c11a514b67b0', { tag: 1, value: 1_363_896_240 }],
  ['62c3bc', 'ü'],
  ['64f0908591', '𐅑'],
  ['83010203', [1, 2, 3]],
  ['9f018202039f0405ffff', [1, [2, 3], [4, 5]]],
  ['7f657374726561646d696e67ff', 'streaming'],
  [
    'a26161016162820203',
    new Map<string, unknown>([
      ['a', 1],
      ['b', [2, 3]],
    ]),
  ],
  [
    'bf6346756ef563416d7421ff',
    new Map<string, unknown>([
      ['Fun', true],
      ['Amt', -2],
    ]),
  ],
];

test('the examples of RFC 8949 are read', () => {
  for (const [hex, value] of vectors) assert.deepEqual(read(hex), value, hex);
});

test('bytes are read as they are, in one piece or in chunks', () => {
  assert.deepEqual(Buffer.from(read('4401020304') as Uint8Array), Buffer.from([1, 2, 3, 4]));
  assert.deepEqual(Buffer.from(read('5f42010243030405ff') as Uint8Array), Buffer.from([1, 2, 3, 4, 5]));
});

test('what another implementation writes is read the same', () => {
  const value = { text: 'ü', list: [1, -1, 2.5, true, null], big: 2 ** 40, deep: { a: { b: 'c' } } };

  const map = readCbor(cbor.serialize(value), bounds);

  assert.deepEqual(toPlain(map), value);
});

const refused: readonly (readonly [what: string, hex: string])[] = [
  ['a key twice', 'a2616101616102'],
  ['a key that is no text', 'a10102'],
  ['something behind the end', '0000'],
  ['nothing', ''],
  ['a list that ends too early', '8301'],
  ['a length beyond the bytes', '5bffffffffffffffff'],
  ['a reserved length', '1c'],
  ['a break without an open item', 'ff'],
  ['a chunk of another kind', '7f4101ff'],
  ['a chunk that cuts a character', '7f61c361bcff'],
  ['text that is not UTF-8', '62c328'],
  ['an unknown simple value', 'e0'],
  ['21 levels', `${'81'.repeat(21)}00`],
  ['1,001 items', `9903e8${'00'.repeat(1000)}`],
];

for (const [what, hex] of refused) {
  test(`${what} is refused`, () => {
    assert.throws(() => read(hex), CborError);
  });
}

function toPlain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, toPlain(item)]));
  return Array.isArray(value) ? value.map(toPlain) : value;
}
