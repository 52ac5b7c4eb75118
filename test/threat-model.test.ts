/** The threat model is whole, and every test that it names is there. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../', import.meta.url);
const rows = [...readFileSync(new URL('docs/threat-model.md', root), 'utf8').matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(
  ([, number, rest = '']) => ({ number: Number(number), cells: rest.split(' | ') }),
);

test('the threat model has each of the 28 attacks, with what stops it and what remains', () => {
  assert.deepEqual(
    rows.map(({ number }) => number),
    Array.from({ length: 28 }, (_, index) => index + 1),
  );
  for (const { number, cells } of rows) {
    assert.equal(cells.length, 4, `attack ${number}`);
    assert.ok(
      cells.every((cell) => cell.trim() !== ''),
      `attack ${number}`,
    );
  }
});

test('each attack names the tests that show it, and they exist', () => {
  for (const { number, cells } of rows) {
    const named = [...(cells[2] ?? '').matchAll(/`([\w./-]+\.test\.ts)`/g)].map(([, path = '']) => path);
    assert.ok(named.length > 0, `attack ${number}`);
    for (const path of named) assert.ok(existsSync(new URL(path, root)), path);
  }
});
