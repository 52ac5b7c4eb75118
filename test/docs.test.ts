/** The docs live and die with the code: every list and command that they show is held against it. */

import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { exitCodes } from '#cli/cli-error.ts';
import { program } from '#cli/main.ts';
import { mcpRoutes, routes } from '#config/routes.ts';
import { eventFilters } from '#lambdas/api/event-query.ts';
import { openApi } from '#lambdas/api/openapi.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

function leaves(command: Command, prefix = ''): readonly string[] {
  const path = `${prefix} ${command.name()}`.trim();
  return command.commands.length === 0 ? [path] : command.commands.flatMap((child) => leaves(child, path));
}

const cli = program({
  stateDirectory: '',
  url: undefined,
  awsConfigFile: '',
  variable: () => undefined,
  names: [],
});
const commands = cli.commands.flatMap((command) => leaves(command));

test('the README is short enough to be read', () => {
  assert.ok(read('README.md').split('\n').length <= 150);
});

test('every command of the CLI is in its reference, and nothing else', () => {
  const listed = [...read('docs/reference/cli.md').matchAll(/^\| `([a-z -]+)` \|/gm)].map(([, name = '']) => name);

  assert.deepEqual(listed.toSorted(), commands.toSorted());
});

test('every exit code is in the reference', () => {
  const listed = [...read('docs/reference/cli.md').matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code));

  assert.deepEqual(listed, [0, ...Object.values(exitCodes)]);
});

test('every filter of a search is in its reference, and nothing else', () => {
  const [table = ''] = read('docs/reference/search.md').split('These pairs');
  const rows = [...table.matchAll(/^\| (`.*?`) \| [^|]*\|$/gm)].map(([, names = '']) => names);
  const listed = rows.flatMap((names) => [...names.matchAll(/`([a-zA-Z]+)`/g)].map(([, name = '']) => name));

  assert.deepEqual(listed.toSorted(), [...eventFilters].toSorted());
});

test('the docs show no command of ours that does not exist', () => {
  const files = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })];
  const shown = files.flatMap((file) =>
    [...read(file).matchAll(/^\.\/bin\/countersign\.mjs ([a-z-]+(?: [a-z]+)?)/gm)].map(([, name = '']) => name),
  );

  const unknown = shown.filter((name) => !commands.some((command) => name === command || name.split(' ')[0] === command));

  assert.ok(shown.length >= 5);
  assert.deepEqual(unknown, []);
});

/** The command at the end of a path of names, as far as the words are names of commands. */
function found(command: Command, [name, ...others]: readonly string[]): Command {
  const child = command.commands.find((each) => each.name() === name);
  return child === undefined ? command : found(child, others);
}

test('the options of our commands that the docs show exist', () => {
  const files = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })];
  const shown = files.flatMap((file) =>
    [...read(file).matchAll(/(?:countersign\.mjs|`countersign) ((?:[a-z][a-z-]* ?)+)([^\n`#|)]*)/g)].map(
      ([, words = '', rest = '']) => ({
        file,
        command: found(cli, words.trim().split(' ')),
        options: [...(rest.split(' -- ')[0] ?? '').matchAll(/(?<=^|\s)--([a-z][a-z-]*)/g)].map(([, name = '']) => name),
      }),
    ),
  );

  const unknown = shown.flatMap(({ file, command, options }) => {
    const known = ['help', 'version', ...command.options.map(({ long }) => long?.replace(/^--/, ''))];
    return options.filter((option) => !known.includes(option)).map((option) => `${file}: ${command.name()} --${option}`);
  });

  assert.ok(shown.filter(({ options }) => options.length > 0).length >= 15);
  assert.deepEqual(unknown, []);
});

test('the npm scripts that the docs show exist', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const files = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })];
  const shown = files.flatMap((file) => [...read(file).matchAll(/(?:^|`)npm (?:run )?([a-z:]+)/gm)].map(([, name = '']) => name));

  const known = new Set([...Object.keys(scripts), 'ci']);

  assert.deepEqual(
    shown.filter((name) => !known.has(name)),
    [],
  );
});

test('paths that the docs name exist', () => {
  const files = ['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/vocabulary.md'];
  const named = files.flatMap((file) =>
    [
      ...read(file).matchAll(
        /`((?:core|config|adapters|lambdas|local|cli|lib|policies|scripts|test|bench|docs|examples)\/[\w./-]*)`/g,
      ),
    ].map(([, path = '']) => path),
  );

  assert.ok(named.length >= 10);
  assert.deepEqual(
    named.filter((path) => !existsSync(join(root, path))),
    [],
  );
});

test('the README shows the lines that npm start prints', () => {
  const printed = read('local/main.ts');
  for (const line of ['setup --connection', 'export AWS_PROFILE=countersign-', 'aws ec2 describe-instances', 'sessions list']) {
    assert.ok(printed.includes(line) && read('README.md').includes(line), line);
  }
});

test('the contract lists every route', () => {
  const { paths } = openApi() as { readonly paths: Readonly<Record<string, object>> };
  const listed = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );

  const wanted = [...routes, ...mcpRoutes.filter(({ path }) => path.startsWith('/v1/'))];
  assert.deepEqual(listed.toSorted(), wanted.map((route) => `${route.method} ${route.path}`).toSorted());
});

test('the project names no registry, and no place of one machine', () => {
  const files = globSync(
    '{*.json,*.md,.npmrc,.ci/*,{bin,cli,config,core,adapters,lambdas,lib,local,scripts,policies,docs,bench,test,examples}/**/*.{ts,mjs,md,json,yaml,cedar,py}}',
    {
      cwd: root,
      exclude: ['node_modules/**', 'test/docs.test.ts'],
    },
  );
  const hits = files.filter((file) => /registry\.npmjs|deb\.debian\.org|pypi\.org|\/work\/|\/root\//.test(read(file)));

  assert.ok(files.length > 100);
  assert.deepEqual(hits, []);
});

test('nothing turns off the scripts that set the project up', () => {
  assert.doesNotMatch(read('.npmrc'), /ignore-scripts/);
  const { scripts } = JSON.parse(read('package.json'));
  for (const name of ['start', 'test', 'check', 'bench', 'test:long', 'synth'])
    assert.equal(scripts[`pre${name}`], 'node scripts/setup.mjs', name);
});
