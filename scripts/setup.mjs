/**
 * Brings the packages, Node 24 among them, before an npm script runs. Plain JavaScript that any Node from 18 on can parse:
 * it is the one file that runs before the project's own Node is there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const installed = join(root, 'node_modules', '.package-lock.json');
const locked = join(root, 'package-lock.json');

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(locked).mtimeMs) install();
requireNode24();

function install() {
  process.stderr.write('countersign: installing packages (once, about half a minute) …\n');
  const npm = process.env.npm_execpath;
  const command = npm === undefined ? ['npm'] : [process.execPath, npm];
  const [program = 'npm', ...rest] = [...command, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = spawnSync(program, rest, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0) fail('npm ci failed; its message stands above. Mend that and run the command again.');
}

function requireNode24() {
  const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  const result = spawnSync(node, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
  const version = result.status === 0 ? result.stdout.trim() : process.version;
  if (Number(version.slice(1).split('.')[0]) < 24) {
    fail(
      `Node 24 is needed, and npm brings none for ${process.platform}-${process.arch}. Install Node 24 and run the command again.`,
    );
  }
}

function fail(sentence) {
  process.stderr.write(`countersign: ${sentence}\n`);
  process.exit(1);
}
