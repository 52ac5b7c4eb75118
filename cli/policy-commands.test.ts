import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Command } from 'commander';
import { readCedarWasm } from '#adapters/files/cedar-wasm.ts';
import { readPolicies } from '#adapters/files/policies.ts';
import { loadCedar } from '#core/policy/cedar.ts';
import { compilePolicies } from '#core/policy/compile-policies.ts';
import { ada, ask } from '#test/policy/questions.ts';
import { eventOf } from '#test/policy/recorded.ts';
import { CliError } from './cli-error.ts';
import { policyCommands } from './policy-commands.ts';

loadCedar(readCedarWasm());
const root = mkdtempSync(join(tmpdir(), 'countersign-policy-cli-'));
after(() => rmSync(root, { recursive: true }));

const environment = {
  stateDirectory: root,
  url: undefined,
  awsConfigFile: join(root, 'aws'),
  variable: () => undefined,
  names: [],
};

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

describe('policy explain', () => {
  const asked = ['--principal', 'user:dev:engineer', '--group', 'mcp-production-engineers', '--call', 'ec2:TerminateInstances'];
  const instance = ['--resource', 'arn:aws:ec2:eu-west-1:123456789012:instance/i-1'];

  test('names the decision, the policy with its place and text, the facts and what would change it', async () => {
    const { code, out } = await run(
      'explain',
      ...asked,
      ...instance,
      '--tag',
      'mcp-server=tickets',
      '--at',
      '2026-01-07T12:00:00Z',
    );

    assert.equal(code, 0);
    assert.match(out, /^decision +needs-approval\napproval +production-change\n/);
    assert.match(out, /policies\/protected-servers\.cedar:\d+\n +@id\("terminate-mcp-server"\)/);
    assert.match(out, /"mcp-server":"tickets"/);
    assert.match(out, /allow +an approval of production-change\n +allow +resources without the tag mcp-server/);
  });

  test('reads the resources out of the parameters where none are given', async () => {
    const { out } = await run('explain', ...asked, '--parameters', '{"InstanceIds":["i-0123456789abcdef0"]}', '--json');

    assert.match(JSON.stringify(JSON.parse(out).facts.resources), /instance\/i-0123456789abcdef0/);
  });

  test('says from which hour on it would be allowed, and which group would help', async () => {
    const night = await run('explain', ...asked, ...instance, '--tag', 'env=prod', '--at', '2026-01-10T12:00:00Z');
    const stranger = await run('explain', '--principal', 'user:x', '--call', 'ec2:TerminateInstances', ...instance);

    assert.match(night.out, /allow +from 2026-01-12T08:00:00\.000Z/);
    assert.match(stranger.out, /allow +membership of mcp-production-engineers/);
  });

  test('takes a case of a policy test from a file', async () => {
    const file = join(
      directoryOf('case', {
        'case.json': JSON.stringify({
          principal: { kind: 'user', id: 'x', groups: [] },
          call: { service: 'iam', operation: 'CreateUser' },
        }),
      }),
      'case.json',
    );

    assert.match((await run('explain', file)).out, /decision +deny \(guardrail\).*no-identity-changes/s);
  });

  test('refuses what it cannot read, with what to give', async () => {
    const runs = [
      ['explain'],
      ['explain', ...asked.slice(0, -1), 'ec2:NoSuch'],
      ['explain', ...asked, '--tag', 'x'],
      ['explain', ...asked, '--parameters', '{'],
    ];

    for (const args of runs) assert.equal((await run(...args)).code, 2, args.join(' '));
  });
});

describe('policy replay and policy suggest', () => {
  const set = compilePolicies(readPolicies(new URL('../policies/', import.meta.url)));
  const question = ask({
    principal: { ...ada, groups: ['mcp-production-engineers'] },
    call: { operation: 'StartInstances', actions: ['ec2:StartInstances'] },
  });
  const events = join(
    directoryOf('events', { 'events.ndjson': `${JSON.stringify(eventOf(set, question))}\n\n` }),
    'events.ndjson',
  );

  test('today’s policies change nothing, and proposed ones what they change', async () => {
    const candidate = directoryOf('candidate', {
      'a.cedar': '@id("none") permit (principal in CS::Group::"nobody", action, resource);',
    });

    const [same, other] = [
      await run('replay', events, '--candidate', 'policies'),
      await run('replay', events, '--candidate', candidate, '--fail-on-change'),
    ];

    assert.match(same.said, /1 calls: 1 as before/);
    assert.deepEqual([same.code, other.code], [0, 1]);
    assert.match(other.out, /test:ada +ec2:StartInstances +allow +deny \(no-permit\) +1/);
  });

  test('a period leaves out the calls before and after it', async () => {
    assert.match((await run('replay', events, '--candidate', 'policies', '--from', '2026-02-01')).said, /^0 calls/);
    assert.match((await run('replay', events, '--candidate', 'policies', '--to', '2026-02-01')).said, /^1 calls/);
  });

  test('suggested permits pass the lint, and lose no call', async () => {
    const { code, out, said } = await run('suggest', events, '--group', 'mcp-production-engineers', '--json');
    const checked = await run('check', directoryOf('suggested', { 's.cedar': JSON.parse(out).cedar }));

    assert.deepEqual([code, checked.code, checked.out], [0, 0, '']);
    assert.match(said, /1 allowed calls, 1 still allowed .* 0 lost/);
  });

  test('a line that is no event is told with its place', async () => {
    const file = join(directoryOf('garbled', { 'e.ndjson': '{"a":1}\n{nope' }), 'e.ndjson');

    const { code, said } = await run('replay', file, '--candidate', 'policies');

    assert.equal(code, 2);
    assert.match(said, /e\.ndjson:2: this is no recorded event/);
  });

  test('a group without calls is told, and so are policies that cannot be used', async () => {
    const broken = directoryOf('unusable', { 'a.cedar': 'permit' });

    assert.match((await run('suggest', events, '--group', 'nobody')).said, /no allowed call of a member of nobody/);
    assert.equal((await run('replay', events, '--candidate', broken)).code, 2);
  });
});
