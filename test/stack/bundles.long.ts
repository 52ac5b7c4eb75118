import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bundle } from '#scripts/bundle.ts';

const configFile = fileURLToPath(new URL('../../examples/countersign.config.yaml', import.meta.url));

test('every function bundled twice, every byte is the same', async (context) => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-bundles-'));
  context.after(() => rmSync(directory, { recursive: true }));

  const [first, second] = [await hashesOfAll(join(directory, 'first')), await hashesOfAll(join(directory, 'second'))];

  assert.ok(first.size > 0);
  assert.deepEqual(second, first);
});

async function hashesOfAll(outDirectory: string): Promise<ReadonlyMap<string, string>> {
  await bundle({ configFile, outDirectory });
  const names = globSync('**', { cwd: outDirectory }).filter((file) => statSync(join(outDirectory, file)).isFile());
  return new Map(names.sort().map((file) => [file, hashOf(join(outDirectory, file))]));
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
