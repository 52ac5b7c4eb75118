/** The story of a governed call with the unmodified AWS SDK for JavaScript v3, against the sandbox. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Issued, startGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
let issued: Issued;

before(async () => {
  gateway = await startGateway({ holdSeconds: 0 });
  issued = await gateway.issue('engineer');
});
after(() => gateway.stop());

function settings() {
  return { region: 'eu-west-1', endpoint: gateway.wireUrl, credentials: issued };
}

async function launch(tags: readonly { readonly Key: string; readonly Value: string }[]): Promise<string> {
  const ec2 = new EC2Client(settings());
  const specifications = tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [...tags] }] };
  const input = {
    ImageId: 'ami-0c0ffee0000000001',
    InstanceType: 't3.micro' as const,
    MinCount: 1,
    MaxCount: 1,
    ...specifications,
  };
  const { Instances = [] } = await ec2.send(new RunInstancesCommand(input));
  return Instances[0]?.InstanceId ?? '';
}

test('an instance is launched, described and terminated by policy', async () => {
  const ec2 = new EC2Client(settings());

  const id = await launch([]);
  const described = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  const ended = await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));

  assert.equal(described.Reservations?.[0]?.Instances?.[0]?.InstanceId, id);
  assert.equal(ended.TerminatingInstances?.[0]?.CurrentState?.Name, 'shutting-down');
});

test('terminating an MCP server is refused with the guardrail and the chain in the sentence, and nothing happens to it', async () => {
  const ec2 = new EC2Client(settings());
  const id = await launch([{ Key: 'mcp-server', Value: 'tickets' }]);

  await assert.rejects(ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] })), (error: Error) => {
    assert.match(error.message, /terminate-mcp-server/);
    assert.match(error.message, /production-change/);
    return true;
  });

  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
  assert.match(Reservations[0]?.Instances?.[0]?.State?.Name ?? '', /pending|running/);
});

test('one MCP server among plain instances stops the whole call', async () => {
  const ec2 = new EC2Client(settings());
  const ids = [await launch([]), await launch([{ Key: 'mcp-server', Value: 'x' }])];

  await assert.rejects(ec2.send(new TerminateInstancesCommand({ InstanceIds: ids })), /terminate-mcp-server/);
});

test('a secret comes masked', async () => {
  const { SecretString, Name } = await new SecretsManagerClient(settings()).send(
    new GetSecretValueCommand({ SecretId: 'prod/db' }),
  );

  assert.deepEqual({ SecretString, Name }, { SecretString: '[masked:secret]', Name: 'prod/db' });
});

test('a decrypted parameter comes masked', async () => {
  const input = { Name: '/prod/api-key', WithDecryption: true };

  const { Parameter } = await new SSMClient(settings()).send(new GetParameterCommand(input));

  assert.equal(Parameter?.Value, '[masked:secret]');
});

test('users cannot be made, and credentials cannot be minted', async () => {
  const assume = new AssumeRoleCommand({
    RoleArn: 'arn:aws:iam::123456789012:role/countersign/engineer',
    RoleSessionName: 'mine',
  });

  await assert.rejects(new IAMClient(settings()).send(new CreateUserCommand({ UserName: 'mallory' })), /guardrail forbids/);
  await assert.rejects(new STSClient(settings()).send(assume), /guardrail forbids/);
});

test('an object comes back byte for byte, whatever its key', async () => {
  const s3 = new S3Client({ ...settings(), forcePathStyle: true });
  const body = Uint8Array.from({ length: 4096 }, (_, index) => index % 256);

  for (const Key of ['plain', 'a b/ü+&=?#%2F~!*()/x', 'a//b/../c/./d %2F']) {
    await s3.send(new PutObjectCommand({ Bucket: 'demo', Key, Body: body }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'demo', Key }));
    assert.deepEqual(await Body?.transformToByteArray(), body, Key);
  }
});

test('an item comes back with its number whole', async () => {
  const dynamodb = new DynamoDBClient(settings());
  const Item = { id: { S: 'order-1' }, total: { N: '12345678901234567890' } };

  await dynamodb.send(new PutItemCommand({ TableName: 'orders', Item }));
  const found = await dynamodb.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: 'order-1' } } }));

  assert.deepEqual(found.Item, Item);
});

test('the role is assumed in the name of the person, and no key of it reaches the client', async () => {
  const identity = await new STSClient(settings()).send(new GetCallerIdentityCommand({}));

  assert.match(identity.Arn ?? '', /assumed-role\/engineer\/engineer@acme\.example/);
});

test('the record tells the story in order, and shows nobody a secret', async () => {
  const { body } = await gateway.api('engineer', 'GET', `/v1/sessions/${issued.sessionId}/events?limit=500`);
  const { items } = body as {
    readonly items: readonly { readonly kind: string; readonly operation?: string; readonly decision?: string }[];
  };
  const told = items.map(({ kind, operation, decision }) => `${kind} ${operation} ${decision}`).reverse();

  assert.equal(told[0], 'session OpenSession undefined');
  assert.ok(told.includes('refused TerminateInstances needs-approval'));
  assert.ok(told.includes('refused CreateUser deny'));
  const intents = told.filter((line) => line.startsWith('intent'));
  const outcomes = told.filter((line) => line.startsWith('outcome'));
  assert.equal(intents.length, outcomes.length);
  assert.doesNotMatch(JSON.stringify(items), /hunter|SuperSecret/);
});

test('an agent reads, but gets no secret and changes nothing', async () => {
  const credentials = { ...settings(), credentials: await gateway.issue('agent') };

  await new EC2Client(credentials).send(new DescribeInstancesCommand({}));
  await assert.rejects(new SecretsManagerClient(credentials).send(new GetSecretValueCommand({ SecretId: 'prod/db' })), /refused/);
  await assert.rejects(
    new EC2Client(credentials).send(new TerminateInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'] })),
    /refused/,
  );
});

test('revoking the session makes the next call fail', async () => {
  const short = await gateway.issue('engineer');
  const sts = new STSClient({ ...settings(), credentials: short });
  await sts.send(new GetCallerIdentityCommand({}));

  const { status } = await gateway.api('engineer', 'POST', `/v1/sessions/${short.sessionId}/revoke`, {});

  assert.equal(status, 200);
  await delay(gateway.revokedWithinSeconds * 1000);
  await assert.rejects(sts.send(new GetCallerIdentityCommand({})), /not accepted/);
});

test('a lead revokes a principal, and every session of it fails', async () => {
  const sts = new STSClient({ ...settings(), credentials: await gateway.issue('ci') });
  await sts.send(new GetCallerIdentityCommand({}));
  const path = `/v1/principals/${encodeURIComponent(await principalOf('ci'))}/revoke`;

  const auditor = await gateway.api('auditor', 'POST', path, {});
  const lead = await gateway.api('sre-lead', 'POST', path, {});

  assert.deepEqual([auditor.status, lead.status], [403, 200]);
  await delay(gateway.revokedWithinSeconds * 1000);
  await assert.rejects(sts.send(new GetCallerIdentityCommand({})), /not accepted/);
});

async function principalOf(name: string): Promise<string> {
  const { body } = await gateway.api('auditor', 'GET', '/v1/sessions');
  const { items } = body as { readonly items: readonly { readonly principal: string }[] };
  return items.find((session) => session.principal.endsWith(`:${name}`))?.principal ?? '';
}
