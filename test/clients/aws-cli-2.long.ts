/** The aws CLI 2, wherever it is on PATH: the same output with the gateway and without it, a secret masked, a denial, a call that waits. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type CliResult, keysEnv } from './support/aws-cli.ts';
import { type AwsShell, openAwsShell } from './support/aws-cli-shell.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { pathsOf } from './support/on-path.ts';
import { type RunningSandbox, startSandbox } from './support/sandbox.ts';

type Env = Readonly<Record<string, string>>;

const commands: readonly string[] = [
  'sts get-caller-identity --query Account',
  'ec2 describe-regions',
  'ec2 describe-images',
  'dynamodb list-tables',
  'dynamodb describe-table --table-name orders --query Table.TableName',
  's3api list-buckets --query Buckets[].Name',
  's3api list-objects-v2 --bucket demo --query Contents[].Key',
  's3api head-object --bucket demo --key missing',
  'ssm describe-parameters --query Parameters[].Name',
  'secretsmanager list-secrets --query SecretList[].Name',
  'iam list-users --query Users[].UserName',
  'ec2 describe-instances --instance-ids i-0000000000000dead',
];

let home: string;
let sandbox: RunningSandbox;
let gateway: TestGateway;
let shell: AwsShell | undefined;
let direct: Env;
let governed: Env;

before(async () => {
  shell = await version2();
  if (shell === undefined) return;
  home = mkdtempSync(join(tmpdir(), 'countersign-cli-2-'));
  sandbox = await startSandbox();
  gateway = await startGateway({ configFile: configFor(sandbox.url), holdSeconds: 1 });
  direct = keysEnv(sandbox.url, await sandbox.assume({}));
  governed = keysEnv(gateway.wireUrl, await gateway.issue('engineer'));
});
after(async () => {
  if (shell === undefined) return;
  await shell.close();
  await gateway.stop();
  await sandbox.stop();
  rmSync(home, { recursive: true });
});

async function version2(): Promise<AwsShell | undefined> {
  for (const program of pathsOf('aws')) {
    const opened = await openAwsShell(program);
    if (opened.version.startsWith('aws-cli/2.')) return opened;
    await opened.close();
  }
  return undefined;
}

function configFor(endpoint: string): string {
  const root = new URL('../../', import.meta.url);
  const file = join(home, 'countersign.config.yaml');
  const shipped = readFileSync(new URL('local/countersign.config.yaml', root), 'utf8');
  writeFileSync(
    file,
    shipped.replace('http://127.0.0.1:%SANDBOX_PORT%', endpoint).replace('../policies', new URL('policies', root).pathname),
  );
  return file;
}

/** The oldest that Debian has knows neither AWS_ENDPOINT_URL nor a profile's `endpoint_url`. */
async function aws(env: Env, ...args: readonly string[]): Promise<CliResult> {
  assert.ok(shell !== undefined);
  return shell.run([...args, '--endpoint-url', env.AWS_ENDPOINT_URL ?? ''], { ...env, AWS_RETRY_MODE: 'standard' });
}

/** A test that is passed, with a line, where there is no such CLI. */
function told(name: string, run: () => Promise<void>): void {
  test(name, async (t) => (shell === undefined ? t.skip('not on PATH: aws CLI 2') : run()));
}

for (const command of commands) {
  told(`the same with and without the gateway: aws ${command}`, async () => {
    const without = await aws(direct, ...command.split(' '));
    const through = await aws(governed, ...command.split(' '));

    assert.deepEqual(through, without);
  });
}

told('a file is copied there and back under a hostile key', async () => {
  const [here, back] = [join(home, 'here'), join(home, 'back')];
  writeFileSync(
    here,
    Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256),
  );
  const there = 's3://demo/folder/a b+ü&=?#%2F~!*()';

  const up = await aws(governed, 's3', 'cp', here, there);
  const down = await aws(governed, 's3', 'cp', there, back);

  assert.deepEqual([up.code, down.code], [0, 0], up.stderr + down.stderr);
  assert.deepEqual(readFileSync(back), readFileSync(here));
});

told('a secret comes masked, and a denial in the gateway’s words', async () => {
  const secret = await aws(governed, 'secretsmanager', 'get-secret-value', '--secret-id', 'prod/db');
  const user = await aws(governed, 'iam', 'create-user', '--user-name', 'mallory');

  assert.equal(JSON.parse(secret.stdout).SecretString, '[masked:secret]', secret.stderr);
  assert.match(user.stderr, /\(AccessDenied\).*guardrail/s);
});

told('a command that waits goes on by itself once it is approved', async () => {
  const tags = 'ResourceType=instance,Tags=[{Key=mcp-server,Value=tickets}]';
  const launch = 'ec2 run-instances --image-id ami-0c0ffee0000000001 --instance-type t3.micro --tag-specifications';
  const launched = await aws(governed, ...launch.split(' '), tags, '--query', 'Instances[0].InstanceId', '--output', 'text');
  const id = launched.stdout.trim();
  const ending = aws({ ...governed, AWS_MAX_ATTEMPTS: '20' }, 'ec2', 'terminate-instances', '--instance-ids', id);

  const approval = await waiting();
  // Longer than the call is held: the CLI's own retries bring it back.
  await delay(3000);
  await gateway.api('approver', 'POST', `/v1/approvals/${approval}/verdicts`, { verdict: 'approve' });

  const { code, stdout, stderr } = await ending;
  assert.equal(code, 0, stderr);
  assert.match(stdout, new RegExp(id));
});

async function waiting(): Promise<string> {
  for (;;) {
    const { body } = await gateway.api('approver', 'GET', '/v1/approvals?state=pending&for=me');
    const [found] = (body as { readonly items: readonly { readonly id: string }[] }).items;
    if (found !== undefined) return found.id;
    await delay(200);
  }
}
