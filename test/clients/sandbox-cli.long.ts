import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { seededInstance } from '#local/sandbox/seed.ts';
import { keysEnv } from './support/aws-cli.ts';
import { type AwsShell, openAwsShell } from './support/aws-cli-shell.ts';
import { needs } from './support/on-path.ts';
import { type RunningSandbox, startSandbox } from './support/sandbox.ts';

let running: RunningSandbox;
let env: Readonly<Record<string, string>>;
let shell: AwsShell;
const hasCli = needs('aws').skip === false;
const directory = mkdtempSync(join(tmpdir(), 'sandbox-cli-'));
before(async () => {
  running = await startSandbox();
  if (hasCli) shell = await openAwsShell();
  env = keysEnv(running.url, await running.assume({}));
});
after(async () => {
  if (hasCli) await shell.close();
  await running.stop();
  rmSync(directory, { recursive: true });
});

/** What the CLI printed as text; fails on any other exit code than 0. */
async function printed(command: string, ...more: readonly string[]): Promise<string> {
  const { stdout, stderr, code } = await shell.run([...command.split(' '), ...more, '--output', 'text'], env, { cwd: directory });
  assert.equal(code, 0, stderr);
  return stdout.trim();
}

test('the aws CLI works with instances and tags of the sandbox', needs('aws'), async () => {
  const specification = 'ResourceType=instance,Tags=[{Key=mcp-server,Value=mail}]';
  const id = await printed(
    'ec2 run-instances --image-id ami-12345678 --query Instances[0].InstanceId --tag-specifications',
    specification,
  );
  await printed(`ec2 create-tags --resources ${id} --tags`, 'Key=note,Value=a b');

  const tags = await printed(`ec2 describe-tags --filters Name=resource-id,Values=${id} --query Tags[].Key`);
  const found = await printed(
    'ec2 describe-instances --filters Name=tag-key,Values=mcp-server --query Reservations[].Instances[].InstanceId',
  );
  const state = await printed(`ec2 terminate-instances --instance-ids ${id} --query TerminatingInstances[0].CurrentState.Name`);

  assert.equal(tags, 'mcp-server\tnote');
  assert.deepEqual(found.split(/\s+/).toSorted(), [seededInstance, id].toSorted());
  assert.equal(state, 'shutting-down');
});

test('the aws CLI reads secrets, parameters and items, and creates a user', needs('aws'), async () => {
  const secret = await printed('secretsmanager get-secret-value --secret-id prod/db --query SecretString');
  const parameter = await printed('ssm get-parameter --name /prod/api-key --with-decryption --query Parameter.Value');
  await printed('dynamodb put-item --table-name orders --item', '{"id":{"S":"cli"},"total":{"N":"7"}}');
  const total = await printed('dynamodb get-item --table-name orders --query Item.total.N --key', '{"id":{"S":"cli"}}');
  const user = await printed('iam create-user --user-name mallory --query User.Arn');
  const identity = await printed('sts get-caller-identity --query Arn');

  assert.equal(JSON.parse(secret).username, 'app');
  assert.equal(parameter, 'example-api-key-8f2d1c7b5a');
  assert.equal(total, '7');
  assert.equal(user, 'arn:aws:iam::123456789012:user/mallory');
  assert.equal(identity, 'arn:aws:sts::123456789012:assumed-role/engineer/session-1');
});

test('aws s3 cp both ways is byte-identical, under a hostile key, and ls lists it', needs('aws'), async () => {
  const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256));
  writeFileSync(join(directory, 'up.bin'), bytes);
  const key = 'dir/a b+ü&=?#%2F~!*()';

  await printed('s3 cp up.bin', `s3://demo/${key}`);
  await printed('s3 cp', `s3://demo/${key}`, 'down.bin');
  const listed = await printed('s3 ls', 's3://demo/dir/');

  assert.ok(readFileSync(join(directory, 'down.bin')).equals(bytes));
  assert.ok(listed.endsWith('a b+ü&=?#%2F~!*()'));
});

test('a wrong secret is refused by the sandbox in every protocol', needs('aws'), async () => {
  const wrong = { ...env, AWS_SECRET_ACCESS_KEY: 'wrong' };
  const commands = [
    'sts get-caller-identity',
    'ec2 describe-instances',
    'dynamodb list-tables',
    'secretsmanager list-secrets',
    's3 ls',
  ];

  const results = await Promise.all(commands.map((command) => shell.run(command.split(' '), wrong)));

  const codes = results.map(({ stderr }) => /\((\w+)\)/.exec(stderr)?.[1]);
  assert.deepEqual(codes, [
    'SignatureDoesNotMatch',
    'AuthFailure',
    'InvalidSignatureException',
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
  ]);
});
