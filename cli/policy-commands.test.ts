import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Command } from 'commander';
import { CliError } from './cli-error.ts';
import { policyCommands } from './policy-commands.ts';

const root = mkdtempSync(join(tmpdir(), 'countersign-policy-cli-'));
after(() => rmSync(root, { recursive: true }));

type Run = { readonly code: number; readonly out: string; readonly said: string };

async function run(...args: readonly string[]): Promise<Run> {
  const [out, said]: [string[], string[]] = [[], []];
  const program = new Command().exitOverride();
  policyCommands(program, { out: (line) => out.push(line), say: (line) => said.push(line) });
  try {
    await program.parseAsync(['policy', ...args], { from: 'user' });
    return { code: 0, out: out.join('\n'), said: said.join('\n') };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { code: error.exitCode, out: out.join('\n'), said: [...said, error.message].join('\n') };
  }
}

function directoryOf(name: string, files: Readonly<Record<string, string>>): string {
  const directory = join(root, name);
  mkdirSync(directory, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  return directory;
}

describe('policy check', () => {
  test('finds nothing in the starter policies, held against the shipped configuration', async () => {
    const { code, out, said } = await run('check', 'policies', '--config', 'local/countersign.config.yaml');

    assert.deepEqual([code, out], [0, '']);
    assert.match(said, /\d+ policies in \d+ files: 0 errors, 0 warnings/);
  });

  test('names file, line and column, and fails', async () => {
    const directory = directoryOf('wrong', { 'a.cedar': '\npermit (principl, action, resource);\n' });

    const { code, out } = await run('check', directory);

    assert.equal(code, 1);
    assert.match(out, /wrong\/a\.cedar:2:9: error: .*principl/);
  });

  test('writes the one form with --fix, and then finds nothing', async () => {
    const text = '@id("a") permit(principal,action==CS::Action::"ec2:RunInstances",resource);';
    const directory = directoryOf('loose', { 'a.cedar': text });

    const before = await run('check', directory);
    const fixed = await run('check', directory, '--fix');

    assert.deepEqual([before.code, fixed.code], [1, 0]);
    assert.match(readFileSync(join(directory, 'a.cedar'), 'utf8'), /^@id\("a"\)\npermit \(/);
  });

  test('prints its findings as JSON', async () => {
    const directory = directoryOf('json', { 'a.cedar': 'permit (principal, action, resource);\n' });

    const { findings } = JSON.parse((await run('check', directory, '--json')).out);

    assert.deepEqual([findings[0].line, findings[0].column, findings[0].rule], [1, 1, 'policy']);
  });

  test('refuses a directory that is not there, and one without policies', async () => {
    assert.equal((await run('check', join(root, 'nowhere'))).code, 2);
    assert.match((await run('check', directoryOf('empty', { 'a.txt': '' }))).said, /holds no \.cedar file/);
  });
});
