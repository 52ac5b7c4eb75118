/** Policies tried on what a client really did: the record of one session, replayed and turned into permits by the CLI. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { countersign, startGateway, type TestGateway } from './support/gateway.ts';

const home = mkdtempSync(join(tmpdir(), 'countersign-replay-'));
const proposed = `@id("ec2") permit (principal, action in CS::Action::"svc:ec2", resource);
  @id("no-launch") @reason("r") forbid (principal, action == CS::Action::"ec2:RunInstances", resource);
  @id("by-value") permit (principal, action == CS::Action::"ssm:PutParameter", resource)
  when { context.requestParams.hasTag("Value") && context.requestParams.getTag("Value").contains("x") };`;

let gateway: TestGateway;
/** The recorded session under the proposed policies. */
let replayed: string;

before(async () => {
  gateway = await startGateway();
  await act();
  await countersign(['login', '--as', 'auditor', '--url', gateway.apiUrl], home);
  replayed = await policy('replay', '--candidate', candidate('proposed', proposed));
});
after(async () => {
  await gateway.stop();
  rmSync(home, { recursive: true });
});

/** By the SDK a launch, its end, a read, a secret and a write with a secret in it; and a read by JSON alone. */
async function act(): Promise<void> {
  const settings = { region: 'eu-west-1', endpoint: gateway.wireUrl, credentials: await gateway.issue('engineer') };
  const ec2 = new EC2Client(settings);
  const { Instances = [] } = await ec2.send(
    new RunInstancesCommand({ ImageId: 'ami-0c0ffee0000000001', InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }),
  );
  await ec2.send(new DescribeInstancesCommand({}));
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [Instances[0]?.InstanceId ?? ''] }));
  await new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId: 'prod/db' }));
  await new SSMClient(settings).send(new PutParameterCommand({ Name: '/x', Value: 'hunter2hunter2', Type: 'SecureString' }));
  const asked = { connection: 'sandbox', service: 'sts', operation: 'GetCallerIdentity', parameters: {} };
  assert.equal((await gateway.api('engineer', 'POST', '/v1/calls', asked)).status, 200);
}

async function policy(...args: readonly string[]): Promise<string> {
  const { stdout, stderr, code } = await countersign(['policy', ...args], home);
  assert.equal(code, 0, stderr);
  return stdout;
}

function candidate(name: string, text: string): string {
  const directory = join(home, name);
  mkdirSync(directory);
  writeFileSync(join(directory, 'a.cedar'), text);
  return directory;
}

test('today’s policies decide every recorded call as they did', async () => {
  const out = await policy('replay', '--candidate', 'policies', '--json');

  const { calls, unchanged, changed, indeterminate } = JSON.parse(out);
  assert.deepEqual([calls, unchanged, changed, indeterminate], [6, 6, [], []]);
});

test('proposed policies show whom and what they would change, and what cannot be told', () => {
  assert.match(replayed, /dev:engineer +ec2:RunInstances +allow +deny \(guardrail\) +1 +no-launch/);
  assert.match(replayed, /dev:engineer +secretsmanager:GetSecretValue +allow +deny \(no-permit\) +1/);
  assert.match(replayed, /dev:engineer +ssm:PutParameter +allow +indeterminate +1 +the parameter Value was masked/);
  assert.doesNotMatch(replayed, /TerminateInstances|hunter2/);
});

test('a call that would be refused is explained by the id that the replay gives, with what was decided then', async () => {
  const [, sample = ''] = /no-launch +([0-9A-Z]{26})/.exec(replayed) ?? [];

  const out = await policy('explain', sample, '--policies', join(home, 'proposed'));

  assert.match(out, /^recorded +allow in [0-9A-Z]{26}.*\ndecision +deny \(guardrail\)\n/);
  assert.match(out, /@id\("no-launch"\)/);
});

test('the suggested permits of the group lose none of its calls', async () => {
  const out = await policy('suggest', '--group', 'mcp-production-engineers', '--policies', 'policies', '--json');

  const { cedar, kept, lost, iam } = JSON.parse(out);
  assert.deepEqual([kept, lost], [6, []]);
  assert.match(cedar, /"ec2:RunInstances".*"ec2:TerminateInstances"/s);
  assert.ok(iam.Statement.length >= 3);
});
