#!/usr/bin/env node
/**
 * The CLI's entry. Plain JavaScript that any Node can parse: it looks at the version first, and runs the CLI with the
 * bundled Node 24 where the machine's own is older.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bundled = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

if (Number(process.versions.node.split('.')[0]) >= 24) {
  // In the checkout, for others could write to a cache in a shared folder.
  module.enableCompileCache(join(root, 'node_modules', '.cache', 'countersign'));
  const { main } = await import('../cli/main.ts');
  await main(process.argv.slice(2));
} else if (existsSync(bundled)) {
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const result = spawnSync(bundled, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  process.exitCode = result.status ?? 1;
} else {
  process.stderr.write(`countersign: Node 24 is needed, this is ${process.version}. Run "npm ci" in ${root}, which brings it.\n`);
  process.exitCode = 1;
}
