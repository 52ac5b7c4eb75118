/**
 * Runs Node's test runner over the files that the arguments name (globs), with compiled code kept between the hundreds of
 * processes: every test file, gateway and command line of a run loads much the same modules. Removing the folder is always safe.
 *
 * What `core/` knows is pure: it has no process, port or environment that tests could fall out over. So its tests share two
 * processes, which takes a quarter of the time that one process a file takes. Every other file has a process of its own.
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compile'), ...process.env };
const running = new Set();

/** One more than there are cores: at any time somebody waits for a disk, a clock or another process. */
const filesAtOnce = availableParallelism() + 1;

const files = globSync(process.argv.slice(2), { cwd: root }).sort();
const pure = files.filter((file) => /^core[\\/].*\.test\.ts$/.test(file));
const others = files.filter((file) => !pure.includes(file));

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => running.forEach((runner) => void runner.kill(signal)));

if (files.length === 0) fail('No test file has that name.');
const halves = [pure.filter((_, index) => index % 2 === 0), pure.filter((_, index) => index % 2 === 1)];
const codes = await Promise.all(halves.map((half) => run(['--test-isolation=none'], half)));
codes.push(await run([`--test-concurrency=${filesAtOnce}`], others));
process.exitCode = codes.find((code) => code !== 0) ?? 0;

/** The exit code of one runner over the files; 0 for none. */
function run(options, tests) {
  if (tests.length === 0) return 0;
  const runner = spawn(process.execPath, ['--test', '--test-reporter=spec', ...options, ...tests], {
    cwd: root,
    env,
    stdio: 'inherit',
  });
  running.add(runner);
  return new Promise((resolve) => {
    runner.on('exit', (code) => {
      running.delete(runner);
      resolve(code ?? 1);
    });
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
