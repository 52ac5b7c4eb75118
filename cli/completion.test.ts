import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
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

test('bash completes with the printed script', (context) => {
  const { status } = spawnSync('bash', ['-c', 'true']);
  if (status !== 0) return context.diagnostic('skipped: bash is not on PATH');
  const cli = fileURLToPath(new URL('../bin/countersign.mjs', import.meta.url));
  const script = `countersign() { "${process.execPath}" "${cli}" "$@"; }
    source <(countersign completion bash)
    COMP_WORDS=(countersign call secretsmanager GetSecretV) COMP_CWORD=3
    _countersign; echo "\${COMPREPLY[@]}"`;

  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });

  assert.equal(stdout.trim(), 'GetSecretValue', stderr);
});

test('the script of every shell asks back for the words before the cursor, and names the command', () => {
  for (const [shell, script] of Object.entries(completionScripts)) {
    assert.match(script, /countersign completion words -- /, shell);
    assert.match(script, /(?:complete|compdef).* countersign\b/, shell);
  }
});
