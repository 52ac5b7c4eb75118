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
let gateway: TestGateway;

before(async () => {
  gateway = await startGateway();
  await act();
  await countersign(['login', '--as', 'auditor', '--url', gateway.apiUrl], home);
});
after(async () => {
  await gateway.stop();
  rmSync(home, { recursive: true });
});

/** A launch, its end, a read, a secret and a write with a secret in it. */
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
}

function candidate(name: string, text: string): string {
  const directory = join(home, name);
  mkdirSync(directory);
  writeFileSync(join(directory, 'a.cedar'), text);
  return directory;
}

test('today’s policies decide every recorded call as they did', async () => {
  const { stdout, stderr, code } = await countersign(['policy', 'replay', '--candidate', 'policies', '--json'], home);

  const { calls, unchanged, changed, indeterminate } = JSON.parse(stdout);
  assert.equal(code, 0, stderr);
  assert.deepEqual([calls, unchanged, changed, indeterminate], [5, 5, [], []]);
});

test('proposed policies show whom and what they would change, and what cannot be told', async () => {
  const text = `@id("ec2") permit (principal, action in CS::Action::"svc:ec2", resource);
    @id("no-launch") @reason("r") forbid (principal, action == CS::Action::"ec2:RunInstances", resource);
    @id("by-value") permit (principal, action == CS::Action::"ssm:PutParameter", resource)
    when { context.requestParams.hasTag("Value") && context.requestParams.getTag("Value").contains("x") };`;

  const { stdout } = await countersign(['policy', 'replay', '--candidate', candidate('proposed', text)], home);

  assert.match(stdout, /dev:engineer +ec2:RunInstances +allow +deny \(guardrail\) +1 +no-launch/);
  assert.match(stdout, /dev:engineer +secretsmanager:GetSecretValue +allow +deny \(no-permit\) +1/);
  assert.match(stdout, /dev:engineer +ssm:PutParameter +allow +indeterminate +1 +the parameter Value was masked/);
  assert.doesNotMatch(stdout, /TerminateInstances|hunter2/);
});

test('the suggested permits of the group lose none of its calls', async () => {
  const { stdout, stderr, code } = await countersign(
    ['policy', 'suggest', '--group', 'mcp-production-engineers', '--policies', 'policies', '--json'],
    home,
  );

  const { cedar, kept, lost, iam } = JSON.parse(stdout);
  assert.equal(code, 0, stderr);
  assert.deepEqual([kept, lost], [5, []]);
  assert.match(cedar, /"ec2:RunInstances".*"ec2:TerminateInstances"/s);
  assert.ok(iam.Statement.length >= 3);
});
