/**
 * Bootstrap, deploy, call, destroy: the CDK's own command line puts the stack into moto_server, calls pass the deployed wire with what
 * the deployment gave it, and nothing is left afterwards. moto proves names, references, assets, the syntax of policies and removal; of
 * API Gateway, Object Lock and IAM's denials it proves nothing.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTableCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { GetRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteObjectCommand, ListBucketsCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { openBacklog } from '#adapters/aws/backlog.ts';
import { openTable } from '#adapters/aws/dynamodb.ts';
import { createDynamoDbSealStore } from '#adapters/aws/dynamodb-seal-store.ts';
import { createDynamoDbSearch } from '#adapters/aws/dynamodb-search.ts';
import { createS3Bodies } from '#adapters/aws/s3-bodies.ts';
import { createS3RecordFiles } from '#adapters/aws/s3-record-files.ts';
import { createS3RecordPlace } from '#adapters/aws/s3-record-place.ts';
import { parseConfig } from '#config/parse-config.ts';
import { issueCredentials } from '#core/identity/issued-credentials.ts';
import { newKeyringText, parseKeyring } from '#core/identity/keyring.ts';
import type { Session } from '#core/model.ts';
import { tableLayout } from '#core/recording/table-layout.ts';
import { bundle } from '#scripts/bundle.ts';
import { type Moto, startMoto } from '../clients/support/moto.ts';
import { needs, onPath } from '../clients/support/on-path.ts';
import { startFunction } from './support/function.ts';
import { throughFunctionUrl, wireDomain } from './support/function-url.ts';
import { type LeftOut, patchAssembly, toldLeftOut } from './support/moto-assembly.ts';
import { type Resource, synthesise } from './support/synth.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const hub = '999999999999';
const region = 'eu-west-1';
const role = 'arn:aws:iam::123456789012:role/countersign/mcp-launcher';
const keyring = newKeyringText();
const present = needs('moto_server');
const directory = mkdtempSync(join(tmpdir(), 'countersign-moto-'));
const keys = { accessKeyId: 'test', secretAccessKey: 'test' };

let moto: Moto;
let endpoint: string;
let assembly: string;
let leftOut: readonly LeftOut[];
let wanted: Readonly<Record<string, Resource>>;

before(async () => {
  if (!onPath('moto_server')) return;
  process.env.AWS_ACCESS_KEY_ID = keys.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = keys.secretAccessKey;
  moto = await startMoto({ account: hub });
  // By name: of an address moto takes the bucket for a part of the host.
  endpoint = moto.url.replace('127.0.0.1', 'localhost');
  const secret = await new SecretsManagerClient(settings()).send(
    new CreateSecretCommand({ Name: 'keyring', SecretString: keyring }),
  );
  assembly = await makeAssembly(String(secret.ARN));
  await cdk('bootstrap', `aws://${hub}/${region}`);
  await cdk('deploy', 'Countersign', '--app', assembly, '--require-approval', 'never');
});

after(async () => {
  await moto?.stop();
  rmSync(directory, { recursive: true, force: true });
});

function settings() {
  return { region, endpoint: moto.url, credentials: keys, maxAttempts: 1 };
}

/** The example as a stage that is destroyed cleanly, whose governed account is moto's too; a call that must wait is answered at once. */
async function makeAssembly(secretArn: string): Promise<string> {
  const configFile = join(directory, 'countersign.config.yaml');
  const example = readFileSync(join(root, 'examples/countersign.config.yaml'), 'utf8');
  const text = example
    .replace('stage: prod', 'stage: dev')
    .replace('policies: ../policies', `policies: ${JSON.stringify(join(root, 'policies'))}`)
    .replace(/( +)kind: aws\n/, `$1kind: aws\n$1endpoint: ${moto.url}\n$1wait: deny\n`);
  writeFileSync(configFile, text);
  const bundleDirectory = join(directory, 'bundles');
  await bundle({ configFile, outDirectory: bundleDirectory });
  const { app, resources } = synthesise(parseConfig(text, configFile), bundleDirectory);
  const to = join(directory, 'assembly');
  leftOut = patchAssembly({ from: app.synth().directory, to, stack: 'Countersign', standIns: { Keyring: secretArn } });
  const gone = new Set(leftOut.map(({ id }) => id));
  wanted = Object.fromEntries(Object.entries(resources).filter(([id]) => !gone.has(id)));
  return to;
}

/** Errors: what it said, when it fails. */
async function cdk(...given: readonly string[]): Promise<void> {
  const env = {
    PATH: process.env.PATH,
    HOME: directory,
    CI: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_REGION: region,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const program = join(root, 'node_modules/aws-cdk/bin/cdk');
  await promisify(execFile)(process.execPath, [program, ...given, '--no-notices'], { cwd: directory, env });
}

/** Logical id → the name that it got. */
async function deployed(): Promise<ReadonlyMap<string, string>> {
  const client = new CloudFormationClient(settings());
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: 'Countersign' }));
  return new Map(
    StackResources.map(({ LogicalResourceId = '', PhysicalResourceId = '' }) => [LogicalResourceId, PhysicalResourceId]),
  );
}

async function environmentOf(id: RegExp): Promise<Readonly<Record<string, string>>> {
  const [, FunctionName] = [...(await deployed())].find(([logical]) => id.test(logical)) ?? [];
  const found = await new LambdaClient(settings()).send(new GetFunctionConfigurationCommand({ FunctionName }));
  return found.Environment?.Variables ?? {};
}

const session: Session = {
  id: '01KAVW00000000000000000001',
  principal: {
    ...{
      kind: 'user',
      id: 'okta:ann',
      issuer: 'https://acme.okta.com/oauth2/default',
      subject: 'ann',
      email: 'ann@acme.example',
    },
    ...{ groups: ['mcp-production-engineers'], personKey: 'ann@acme.example', isMfa: true, claims: {} },
  },
  connection: 'mcp-prod',
  role,
  openedAt: new Date().toISOString(),
  expiresAt: new Date(Date.now() + 900_000).toISOString(),
};

test('everything that moto makes is there after a deploy, by the names that the stack gave', present, async (context) => {
  for (const line of toldLeftOut(leftOut)) context.diagnostic(line);
  const names = await deployed();

  assert.deepEqual([...names.keys()].toSorted(), Object.keys(wanted).toSorted());
  const iam = new IAMClient(settings());
  for (const caller of ['Wire', 'Calls', 'Mcp', 'Execute']) {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: `Countersign-${caller}` }));
    assert.equal(Role?.Path, '/countersign-hub/callers/');
  }
  const { stateMachines } = await new SFNClient(settings()).send(new ListStateMachinesCommand({}));
  assert.deepEqual(
    stateMachines?.map(({ name }) => name),
    ['Countersign-approvals'],
  );
});

test('the table has the keys and indexes that the adapters ask for', present, async () => {
  const name = (await deployed()).get('RecordTable') ?? '';
  const { client } = openTable({ name, tenant: hub, region, endpoint: moto.url });

  const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));

  const { partition, sort, indexes } = tableLayout;
  const keysOf = (schema: readonly { readonly AttributeName?: string | undefined }[] = []) =>
    schema.map(({ AttributeName }) => AttributeName);
  assert.deepEqual(keysOf(Table?.KeySchema), [partition, sort]);
  assert.deepEqual(
    Table?.GlobalSecondaryIndexes?.map((index) => [index.IndexName, ...keysOf(index.KeySchema)]).toSorted(),
    indexes.map((index) => [index.name, index.partition, index.sort]).toSorted(),
  );
});

test(
  'of two calls through the deployed wire one is made and one waits in the machine, both recorded',
  present,
  async (context) => {
    const given = await environmentOf(/^WireFunction/);
    const ec2 = await throughWire(given, context);
    const large = { ImageId: 'ami-0c0ffee0000000001', InstanceType: 'm5.large' as const, MinCount: 1, MaxCount: 1 };

    const { Reservations } = await ec2.send(new DescribeInstancesCommand({}));
    await assert.rejects(ec2.send(new RunInstancesCommand(large)), /https:\/\/countersign\.acme\.example\//);

    assert.deepEqual(Reservations, []);
    const { executions = [] } = await new SFNClient(settings()).send(
      new ListExecutionsCommand({ stateMachineArn: given.COUNTERSIGN_STATE_MACHINE_ARN }),
    );
    assert.equal(executions.length, 1);
    assert.deepEqual(await recorded(given.COUNTERSIGN_TABLE ?? ''), [
      'ec2:DescribeInstances intent allow',
      'ec2:DescribeInstances outcome allow',
      'ec2:RunInstances approval undefined',
      'ec2:RunInstances refused needs-approval',
    ]);
  },
);

/** The wire's bundle with the environment that its function was deployed with, and a client of Ann's in front of it. */
async function throughWire(given: Readonly<Record<string, string>>, context: TestContext): Promise<EC2Client> {
  const ofLambda = { AWS_REGION: region, AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey };
  const bundled = join(directory, 'bundles', 'wire');
  const wire = await startFunction(bundled, { ...given, ...ofLambda, AWS_ENDPOINT_URL: moto.url });
  context.after(() => wire.stop());
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials({ keyring: parseKeyring(keyring, 'test'), session });
  return new EC2Client({
    ...{ region, maxAttempts: 1, endpoint: `https://${wireDomain}`, requestHandler: throughFunctionUrl(wire) },
    credentials: { accessKeyId, secretAccessKey, sessionToken },
  });
}

async function recorded(name: string): Promise<readonly string[]> {
  const table = openTable({ name, tenant: hub, region, endpoint: moto.url });
  const bodies = createS3Bodies({ bucket: 'none', region, endpoint: moto.url });
  const search = createDynamoDbSearch({ table, bodies, hotDays: 90, now: () => new Date().toISOString() });
  const { events } = await search.events({ session: session.id }, 20);
  const calls = events.filter(({ columns }) => columns.service === 'ec2');
  return calls.map(({ columns }) => `${columns.service}:${columns.operation} ${columns.kind} ${columns.decision}`).toSorted();
}

test('what is sealed is put into the deployed bucket, and found there by the table', present, async () => {
  const names = await deployed();
  const [bucket, name] = [names.get('RecordBucket') ?? '', names.get('RecordTable') ?? ''];
  const table = openTable({ name, tenant: hub, region, endpoint: moto.url });
  const files = createS3RecordFiles({ bucket, region, endpoint: moto.url });
  const now = () => new Date().toISOString();
  const store = createDynamoDbSealStore({ table, files, backlog: await openBacklog({ table, hotDays: 90, now }), now });
  const content = { tenant: hub, seq: 1, count: 0, root: 'aa', writers: {}, keyId: 'k', sealedAt: now() };
  const signed = { checkpoint: { v: 1 as const, ...content }, signature: 'c2lnbmVk' };

  assert.equal(await store.putCheckpoint(signed, '[]'), 'written');

  const { newest } = await createS3RecordPlace(table, { bucket, region, endpoint: moto.url }).look();
  assert.deepEqual([newest?.seq, newest?.isInPlace], [1, true]);
});

test('a stage for development leaves nothing behind', present, async () => {
  for (const id of ['RecordBucket', 'AccessLogBucket']) await emptied((await deployed()).get(id) ?? '');

  await cdk('destroy', 'Countersign', '--app', assembly, '--force');

  const { client } = openTable({ name: 'none', tenant: hub, region, endpoint: moto.url });
  const [tables, buckets, roles, machines, logs] = await Promise.all([
    client.send(new ListTablesCommand({})),
    new S3Client(settings()).send(new ListBucketsCommand({})),
    new IAMClient(settings()).send(new ListRolesCommand({})),
    new SFNClient(settings()).send(new ListStateMachinesCommand({})),
    new CloudWatchLogsClient(settings()).send(new DescribeLogGroupsCommand({})),
  ]);
  const ofBootstrap = /^cdk-/;
  assert.deepEqual(tables.TableNames, []);
  assert.ok(buckets.Buckets?.every(({ Name = '' }) => ofBootstrap.test(Name)));
  assert.ok(roles.Roles?.every(({ RoleName = '' }) => ofBootstrap.test(RoleName)));
  assert.deepEqual(machines.stateMachines, []);
  assert.deepEqual(logs.logGroups, []);
});

/** What `Custom::S3AutoDeleteObjects` does where it is not left out. */
async function emptied(bucket: string): Promise<void> {
  const client = new S3Client({ ...settings(), forcePathStyle: true });
  const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  for (const { Key, VersionId } of Versions) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
}
