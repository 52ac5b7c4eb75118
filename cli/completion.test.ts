import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { completedWords, completionScripts } from './completion.ts';
import { program } from './main.ts';
import { openCatalog } from './policy-files.ts';

const catalog = openCatalog();
const root = program({ stateDirectory: '', url: undefined, awsConfigFile: '', variable: () => undefined, names: [] });
const complete = (...words: readonly string[]) => completedWords(root, words, () => catalog);

test('commands and their own commands are completed', () => {
  assert.deepEqual(complete('who'), ['whoami']);
  assert.deepEqual(complete('sessions', 'rep'), ['replay']);
});

test('services, operations and parameters come from the catalog', () => {
  assert.deepEqual(complete('call', 'secretsm'), ['secretsmanager']);
  assert.ok(complete('call', '').length > 400);
  assert.deepEqual(complete('explain', 'ec2', 'TerminateI'), ['TerminateInstances']);
  assert.deepEqual(complete('call', '--connection', 'sandbox', 'sts', 'GetCallerI'), ['GetCallerIdentity']);
  assert.deepEqual(complete('call', 'secretsmanager', 'GetSecretValue', '--param', 'Sec'), ['SecretId=']);
});

test('options are completed, and the values of others are nobody’s to guess', () => {
  assert.deepEqual(complete('call', 'ec2', 'DescribeInstances', '--con'), ['--connection']);
  assert.deepEqual(complete('call', '--connection', 's'), []);
  assert.deepEqual(complete('call', 'ec2', 'DescribeInstances', 'x'), []);
});

/** What a shell prints when it runs its script with the real command; `undefined`, and a line that says so, where there is no such shell. */
function runIn(shell: string, lines: readonly string[], { context, options = [] }: Running): string | undefined {
  if (spawnSync(shell, ['-c', 'true']).status !== 0) {
    context.diagnostic(`skipped: ${shell} is not on PATH`);
    return undefined;
  }
  const { stdout, stderr } = spawnSync(shell, [...options, '-c', lines.join('\n')], { encoding: 'utf8' });
  return stdout.trim() === '' ? stderr : stdout.trim();
}

type Running = { readonly context: TestContext; readonly options?: readonly string[] };

const cli = fileURLToPath(new URL('../bin/countersign.mjs', import.meta.url));
const asFunction = `countersign() { "${process.execPath}" "${cli}" "$@"; }`;

test('bash completes with the printed script', (context) => {
  const printed = runIn(
    'bash',
    [
      asFunction,
      'source <(countersign completion bash)',
      'COMP_WORDS=(countersign call secretsmanager GetSecretV) COMP_CWORD=3',
      '_countersign; echo "$COMPREPLY"',
    ],
    { context },
  );

  if (printed !== undefined) assert.equal(printed, 'GetSecretValue');
});

test('zsh completes with the printed script, sourced or as a file of its fpath', (context) => {
  const printed = runIn(
    'zsh',
    [
      asFunction,
      'compdef() { print "compdef $*" }',
      'compadd() { print -r -- "$#: $found" }',
      'script=$(countersign completion zsh)',
      'words=(countersign call secretsmanager GetSecretValue --param Sec) CURRENT=6',
      'eval $script; _countersign',
      'functions[_countersign]=$script; _countersign',
    ],
    { context, options: ['-f'] },
  );

  if (printed !== undefined) assert.equal(printed, 'compdef _countersign countersign\n4: SecretId=\n4: SecretId=');
});

test('fish completes with the printed script', (context) => {
  const printed = runIn(
    'fish',
    [
      `function countersign; "${process.execPath}" "${cli}" $argv; end`,
      'countersign completion fish | source',
      "complete -C 'countersign call secretsmanager GetSecretV'",
      "complete -C 'countersign call secretsmanager GetSecretValue --param Sec'",
    ],
    { context, options: ['--no-config'] },
  );

  if (printed !== undefined) assert.equal(printed, 'GetSecretValue\nSecretId=');
});

test('the script of every shell asks back for the words before the cursor, and names the command', () => {
  for (const [shell, script] of Object.entries(completionScripts)) {
    assert.match(script, /countersign completion words -- /, shell);
    assert.match(script, /(?:complete|compdef).* countersign\b/, shell);
  }
});
