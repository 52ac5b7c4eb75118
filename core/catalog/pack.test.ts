import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writePack } from '#scripts/catalog/pack.ts';
import { openPack } from './pack.ts';

const decoder = new TextDecoder();

test('a pack gives back each blob by its name', () => {
  const values = new Map<string, unknown>([
    ['first', { a: 1 }],
    ['second', ['b', 'ü']],
  ]);

  const pack = openPack(writePack(values));

  assert.deepEqual(pack.names, ['first', 'second']);
  assert.deepEqual(JSON.parse(decoder.decode(pack.read('second'))), ['b', 'ü']);
});

test('a pack made twice from the same values has the same bytes', () => {
  const values = new Map<string, unknown>([['one', { text: 'x'.repeat(5000) }]]);

  assert.deepEqual(writePack(values), writePack(values));
});

test('a blob that a pack does not hold is an error that names it', () => {
  const pack = openPack(writePack(new Map()));

  assert.throws(() => pack.read('ec2'), /no blob "ec2"/);
});

test('a pack that lies inside a larger buffer is read from its own start', () => {
  const bytes = writePack(new Map([['one', 1]]));
  const larger = new Uint8Array(bytes.length + 7);
  larger.set(bytes, 7);

  const pack = openPack(larger.subarray(7));

  assert.equal(decoder.decode(pack.read('one')), '1');
});
