/** The aws CLI says the same with the gateway and without it: output, errors and exit codes, apart from what is masked. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { awsCli, type CliResult, keysEnv } from './support/aws-cli.ts';
import { readCommands, seedCommands, servicesOf, wordsOf } from './support/cli-commands.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { type Moto, startMoto } from './support/moto.ts';
import { needs } from './support/on-path.ts';

type Env = Readonly<Record<string, string>>;

const programs = needs('aws', 'moto_server');
let home: string;
let moto: Moto;
let gateway: TestGateway;
let direct: Env;
let governed: Env;

before(async () => {
  if (programs.skip !== false) return;
  home = mkdtempSync(join(tmpdir(), 'countersign-commands-'));
  moto = await startMoto();
  gateway = await startGateway({ configFile: configFor(moto.url) });
  direct = keysEnv(moto.url, { accessKeyId: 'test', secretAccessKey: 'test' });
  governed = keysEnv(gateway.wireUrl, await gateway.issue('engineer'));
  for (const command of seedCommands) await awsCli(wordsOf(command), direct);
});
after(async () => {
  if (programs.skip !== false) return;
  await gateway.stop();
  await moto.stop();
  rmSync(home, { recursive: true });
});

/** The shipped configuration with another upstream, and with a policy that allows everything: what is compared is the wire. */
function configFor(endpoint: string): string {
  const policies = join(home, 'policies');
  mkdirSync(policies);
  writeFileSync(
    join(policies, 'all.cedar'),
    '@id("all")\n@reason("Everything is open in this test.")\npermit(principal, action, resource);\n',
  );
  const file = join(home, 'countersign.config.yaml');
  const shipped = readFileSync(new URL('../../local/countersign.config.yaml', import.meta.url), 'utf8');
  writeFileSync(file, shipped.replace('http://127.0.0.1:%SANDBOX_PORT%', endpoint).replace('../policies', policies));
  return file;
}

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
    const without = await awsCli(wordsOf(command), direct);
    const through = await awsCli(wordsOf(command), governed);

    assert.deepEqual({ code: through.code, stderr: through.stderr }, { code: without.code, stderr: without.stderr });
    if (!isSame(read(without), read(through))) assert.equal(through.stdout, without.stdout);
  });
}
