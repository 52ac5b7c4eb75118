import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '../../../errors.ts';
import { type JsonTree, readJson } from './json-reader.ts';

const bounds = { depth: 50, values: 10_000 };

const accepted = [
  '{}',
  '[]',
  ' { "a" : [ 1 , -2.5e+3 , true , false , null , "x" ] , "b":{"c":""} } ',
  '"\\u00e9\\n\\t\\"\\\\\\/\\ud83d\\ude42 ü 🙂"',
  '0',
  '-0.0',
  '1E-2',
  '{"__proto__":{"a":1},"constructor":2}',
  '[[[[]]]]',
  '\t\r\n"a"',
];

test('what JSON.parse reads is read the same', () => {
  for (const text of accepted) assert.deepEqual(toPlain(readJson(text, bounds)), JSON.parse(text), text);
});

test('a number keeps all of its digits', () => {
  assert.deepEqual(readJson('[9007199254740993]', bounds), [{ digits: '9007199254740993' }]);
});

const refused = [
  '',
  '{',
  '[1,]',
  '{"a":1,}',
  '{a:1}',
  "{'a':1}",
  '[1 2]',
  '01',
  '+1',
  '.5',
  '1.',
  '1e',
  '--1',
  'NaN',
  'Infinity',
  'tru',
  'nullx',
  '"\\x41"',
  '"\\u12"',
  '"a\nb"',
  '"a',
  '"\\',
  '{} {}',
  '{}//',
  '\u00a0{}',
  '\ufeff{}',
  '\f1',
];

test('what JSON.parse refuses is refused', () => {
  for (const text of refused) {
    assert.throws(() => JSON.parse(text), SyntaxError, text);
    assert.throws(() => readJson(text, bounds), GatewayError, text);
  }
});

test('what JSON.parse lets pass and two parsers read differently is refused', () => {
  const texts = ['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"x":{"a":1,"b":2,"a":1}}', '"\\ud800"', '"\\udc00\\ud800"'];

  for (const text of texts) assert.throws(() => readJson(text, bounds), /JSON body cannot be read/, text);
});

test('what is nested too deeply or holds too many values is refused', () => {
  assert.throws(() => readJson('['.repeat(52), bounds), /nested too deeply/);
  assert.throws(() => readJson(`[${'1,'.repeat(10_000)}1]`, bounds), /too many values/);
});

test('random texts are read as JSON.parse reads them, or refused', () => {
  const alphabet = ['{', '}', '[', ']', ',', ':', '"', '"a"', '1', '-', '.5', 'e3', 'true', 'null', ' ', '\\u0041', '\\', '0'];
  let read = 0;
  for (let round = 0; round < 20_000; round += 1) {
    const text = Array.from({ length: 1 + (round % 9) }, (_, index) => alphabet[hash(round * 31 + index) % alphabet.length]).join(
      '',
    );
    const expected = attempt(() => JSON.parse(text));
    const actual = attempt(() => toPlain(readJson(text, bounds)));
    // Ours may refuse more (duplicate names), never less, and never reads something else.
    if (actual !== undefined) assert.deepEqual(actual, expected, text);
    if (actual !== undefined) read += 1;
  }
  assert.ok(read > 200, `${read} texts were JSON`);
});

/** A small deterministic mixer. */
function hash(value: number): number {
  const mixed = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) ^ (mixed >>> 15)) >>> 0;
}

function attempt(run: () => unknown): { readonly value: unknown } | undefined {
  try {
    return { value: run() };
  } catch {
    return undefined;
  }
}

function toPlain(tree: JsonTree): unknown {
  if (tree instanceof Map) return Object.fromEntries([...tree].map(([key, value]) => [key, toPlain(value)]));
  if (Array.isArray(tree)) return tree.map(toPlain);
  return typeof tree === 'object' && tree !== null && 'digits' in tree ? Number(tree.digits) : tree;
}
