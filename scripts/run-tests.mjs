/**
 * Runs Node's test runner over the files that the arguments name, with compiled code kept between the hundreds of processes:
 * every test file, gateway and command line of a run loads much the same modules. Removing the folder is always safe.
 */
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile'), ...process.env };
const options = ['--test', '--test-concurrency=2', '--test-reporter=spec'];

const runner = spawn(process.execPath, [...options, ...process.argv.slice(2)], { cwd: root, env, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => runner.kill(signal));
runner.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
