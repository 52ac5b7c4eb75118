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

const environment = { stateDirectory: root, url: undefined, awsConfigFile: join(root, 'aws'), variable: () => undefined, names: [] };

type Run = { readonly code: number; readonly out: string; readonly said: string };

async function run(...args: readonly string[]): Promise<Run> {
  const [out, said]: [string[], string[]] = [[], []];
  const program = new Command().exitOverride();
  policyCommands(program, environment, { out: (line) => out.push(line), say: (line) => said.push(line) });
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

describe('policy test', () => {
  const policy = '@id("a")\npermit (\n  principal,\n  action == CS::Action::"ec2:RunInstances",\n  resource\n);\n';
  const caseOf = (expect: string) =>
    JSON.stringify([
      {
        name: 'n',
        principal: { kind: 'user', id: 'x', groups: [] },
        call: { service: 'ec2', operation: 'RunInstances' },
        expect,
      },
    ]);

  test('passes for the starter policies, every one of which decides a case', async () => {
    const { code, said } = await run('test', 'policies', '--threshold', '100');

    assert.equal(code, 0, said);
    assert.match(said, / 0 failed; 100\.0 %/);
  });

  test('fails with the case and the difference', async () => {
    const directory = directoryOf('failing', { 'a.cedar': policy });
    directoryOf('failing/tests', { 'a.json': caseOf('deny') });

    const { code, out } = await run('test', directory);

    assert.equal(code, 1);
    assert.match(out, /not ok .*a\.json: n\n\s+decision: expected deny, is allow/);
  });

  test('fails below the threshold, naming the policies that no case holds', async () => {
    const directory = directoryOf('untested', {
      'a.cedar': `${policy}\n${policy.replace('"a"', '"b"').replace('permit', '@reason("r")\nforbid').replace('Run', 'Stop')}`,
    });
    directoryOf('untested/tests', { 'a.json': caseOf('allow') });

    const [any, all] = [await run('test', directory, '--threshold', '50'), await run('test', directory, '--threshold', '51')];

    assert.deepEqual([any.code, all.code], [0, 1]);
    assert.match(any.out, /^b +0 +.*a\.cedar:/m);
  });

  test('a case that cannot be read fails, and is told with its file', async () => {
    const directory = directoryOf('unreadable', { 'a.cedar': policy });
    directoryOf('unreadable/tests', { 'a.json': '[{"name":"n","cal":1}]' });

    const { code, out } = await run('test', directory);

    assert.equal(code, 1);
    assert.match(out, /a\.json: \(the whole file\)\n\s+case 1: give it a call/);
  });

  test('refuses policies that cannot be used, and a threshold that is none', async () => {
    const directory = directoryOf('broken', { 'a.cedar': 'permit' });

    assert.deepEqual([(await run('test', directory)).code, (await run('test', 'policies', '--threshold', 'all')).code], [2, 2]);
  });
});
