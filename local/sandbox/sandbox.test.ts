import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DescribeInstancesCommand, EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type RunningSandbox, startSandbox } from '#test/clients/support/sandbox.ts';

const region = 'eu-west-1';
const role = 'arn:aws:iam::123456789012:role/countersign/engineer';

let running: RunningSandbox;
before(async () => {
  running = await startSandbox();
});
after(() => running.stop());

test('credentials of an assumed role sign the calls that follow, and the sandbox knows for whom', async () => {
  const credentials = await running.assume({ sourceIdentity: 'ann', sessionPolicy: undefined });
  const ec2 = new EC2Client({ region, endpoint: running.url, credentials });

  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));

  assert.equal(Reservations[0]?.Instances?.[0]?.Tags?.find(({ Key }) => Key === 'mcp-server')?.Value, 'tickets');
  const seen = running.sandbox.calls().at(-1);
  assert.equal(seen?.operation, 'DescribeInstances');
  assert.equal(seen?.assumed?.sourceIdentity, 'ann');
  assert.equal(seen?.assumed?.role, role);
});

test('the gateway itself is the hub user, an assumed role its session', async () => {
  const base = new STSClient({ region, endpoint: running.url, credentials: running.baseCredentials });
  const assumed = new STSClient({ region, endpoint: running.url, credentials: await running.assume({}) });

  const hub = await base.send(new GetCallerIdentityCommand({}));
  const session = await assumed.send(new GetCallerIdentityCommand({}));

  assert.equal(hub.Arn, 'arn:aws:iam::123456789012:user/countersign-hub');
  assert.equal(session.Arn, 'arn:aws:sts::123456789012:assumed-role/engineer/session-1');
});

test('a role is not assumed without a source identity, without the session tag, or from another role', async () => {
  const base = new STSClient({ region, endpoint: running.url, credentials: running.baseCredentials });
  const chained = new STSClient({ region, endpoint: running.url, credentials: await running.assume({}) });
  const Tags = [{ Key: 'countersign:session', Value: 's1' }];
  const whole = { RoleArn: role, RoleSessionName: 'session-1', SourceIdentity: 'ann', Tags };

  const refused = { name: 'AccessDenied' };
  await assert.rejects(base.send(new AssumeRoleCommand({ ...whole, SourceIdentity: undefined })), refused);
  await assert.rejects(base.send(new AssumeRoleCommand({ ...whole, Tags: [] })), refused);
  await assert.rejects(base.send(new AssumeRoleCommand({ ...whole, RoleArn: role.replace('1234', '9999') })), refused);
  await assert.rejects(chained.send(new AssumeRoleCommand(whole)), refused);
});

test('a session policy holds the role to its actions', async () => {
  const sessionPolicy = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: ['s3:*'], Resource: '*' }] });
  const ec2 = new EC2Client({ region, endpoint: running.url, credentials: await running.assume({ sessionPolicy }) });

  await assert.rejects(ec2.send(new DescribeInstancesCommand({})), { name: 'UnauthorizedOperation' });
});

test('a session policy that denies by tags denies where the tags are others', async () => {
  const deny = (value: string) => ({
    Effect: 'Deny',
    Action: ['ec2:StopInstances'],
    Resource: [`arn:aws:ec2:${region}:123456789012:instance/i-0c0ffee0c0ffee001`],
    Condition: { StringNotEquals: { 'aws:ResourceTag/mcp-server': value } },
  });
  const stop = async (value: string) => {
    const sessionPolicy = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: ['ec2:*'], Resource: '*' }, deny(value)] });
    const ec2 = new EC2Client({ region, endpoint: running.url, credentials: await running.assume({ sessionPolicy }) });
    await ec2.send(new StopInstancesCommand({ InstanceIds: ['i-0c0ffee0c0ffee001'] }));
  };

  await assert.rejects(stop('another'), { name: 'UnauthorizedOperation' });
  await stop('tickets');
});
