import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** Every file that is loaded with this one, and every package. */
function loadedWith(file: URL, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file.href)) return seen;
  seen.add(file.href);
  const text = readFileSync(file, 'utf8');
  for (const [, from = ''] of text.matchAll(/^(?:import|export)(?! type).*?from '([^']+)';$/gms)) {
    if (from.startsWith('.')) loadedWith(new URL(from, file), seen);
    else if (from.startsWith('#')) loadedWith(new URL(`../${from.slice(1)}`, import.meta.url), seen);
    else seen.add(from);
  }
  return seen;
}

test('credentials, which an AWS profile starts for every command, waits for no catalog, policy engine or schema', () => {
  const loaded = [...loadedWith(new URL('./main.ts', import.meta.url))];

  const heavy = loaded.filter((name) => /core\/(catalog|policy|masking|protocols)\/|adapters\/|cedar|^ajv|^yaml$/.test(name));

  assert.ok(loaded.length > 20, `${loaded.length} files`);
  assert.deepEqual(heavy, []);
});

test('it says which version it is', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

  const told = spawnSync(process.execPath, [fileURLToPath(new URL('../bin/countersign.mjs', import.meta.url)), '--version']);

  assert.equal(String(told.stdout), `${version}\n`);
  assert.equal(told.status, 0);
});
