/** The page on the wire names a test for all that clients are known to do, and the tests are there. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../', import.meta.url);
const page = readFileSync(new URL('docs/reference/wire.md', root), 'utf8');
const rows = [...page.matchAll(/^\| ([^|]+) \| `([\w./-]+\.(?:test|long)\.ts)`: ([^|]+) \|$/gm)].map(
  ([, what = '', path = '', title = '']) => ({ what, path, title }),
);

test('all that clients are known to do is listed once', () => {
  const listed = page.slice(page.indexOf('| what | test |')).split('\n').slice(2).filter(Boolean);

  assert.ok(rows.length >= 45, `${rows.length} rows`);
  assert.equal(rows.length, listed.length);
  assert.equal(new Set(rows.map(({ what }) => what)).size, rows.length);
});

for (const { what, path, title } of rows) {
  test(`the test that is named for it is there: ${what}`, () => {
    assert.ok(readFileSync(new URL(path, root), 'utf8').includes(title), `${path} has no "${title}"`);
  });
}
