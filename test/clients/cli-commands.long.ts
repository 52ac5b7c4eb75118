/** The aws CLI says the same with the gateway and without it: output, errors and exit codes, apart from what is masked. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type CliResult, keysEnv } from './support/aws-cli.ts';
import { type AwsShell, openAwsShell } from './support/aws-cli-shell.ts';
import { readCommands, seedCommands, servicesOf, wordsOf } from './support/cli-commands.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { type Moto, startMoto } from './support/moto.ts';
import { needs } from './support/on-path.ts';
import { openConfig } from './support/open-config.ts';

type Env = Readonly<Record<string, string>>;

const programs = needs('aws', 'moto_server');
let home: string;
let moto: Moto;
let gateway: TestGateway;
let shell: AwsShell;
let direct: Env;
let governed: Env;
let masked = 0;

before(async () => {
  if (programs.skip !== false) return;
  home = mkdtempSync(join(tmpdir(), 'countersign-commands-'));
  moto = await startMoto();
  gateway = await startGateway({ configFile: openConfig(home, moto.url) });
  shell = await openAwsShell();
  direct = keysEnv(moto.url, { accessKeyId: 'test', secretAccessKey: 'test' });
  governed = keysEnv(gateway.wireUrl, await gateway.issue('engineer'));
  const seeded: readonly CliResult[] = await Promise.all(seedCommands.map((command) => shell.run(wordsOf(command), direct)));
  assert.deepEqual(
    seedCommands.filter((_, index) => seeded[index]?.code !== 0),
    [],
  );
});
after(async () => {
  if (programs.skip !== false) return;
  await shell.close();
  await gateway.stop();
  await moto.stop();
  rmSync(home, { recursive: true });
});

/** Both outputs are the same, or differ where the governed one is masked. */
function isSame(one: unknown, other: unknown): boolean {
  if (typeof other === 'string' && other.includes('[masked:')) return true;
  if (one === null || other === null || typeof one !== 'object' || typeof other !== 'object') return Object.is(one, other);
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => isSame(Reflect.get(one, name), Reflect.get(other, name)));
}

function read({ stdout }: CliResult): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    return stdout;
  }
}

test('there are at least 60 commands of at least 25 services', () => {
  assert.ok(readCommands.length >= 60, `${readCommands.length} commands`);
  assert.ok(servicesOf(readCommands).size >= 25, `${servicesOf(readCommands).size} services`);
});

for (const command of readCommands) {
  test(`the same with and without the gateway: aws ${command}`, programs, async () => {
    const without = await shell.run(wordsOf(command), direct);
    const through = await shell.run(wordsOf(command), governed);

    assert.deepEqual({ code: through.code, stderr: through.stderr }, { code: without.code, stderr: without.stderr });
    if (!isSame(read(without), read(through))) assert.equal(through.stdout, without.stdout);
    if (through.stdout.includes('[masked:')) masked += 1;
  });
}

test('what is secret was masked, and little else', programs, () => {
  assert.ok(masked > 0 && masked < readCommands.length / 4, `${masked} masked`);
});
