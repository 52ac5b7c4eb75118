/** The bundles: what is in them, and that they run under Node 24 as Lambda runs them; bundles.long.ts makes them twice. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type AttributeValue, ScanCommand } from '@aws-sdk/client-dynamodb';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { openTable, type Table } from '#adapters/aws/dynamodb.ts';
import { createDynamoDbSearch } from '#adapters/aws/dynamodb-search.ts';
import { unpackLine } from '#adapters/aws/packed-line.ts';
import { createS3Bodies } from '#adapters/aws/s3-bodies.ts';
import { issueCredentials } from '#core/identity/issued-credentials.ts';
import { newKeyringText, parseKeyring } from '#core/identity/keyring.ts';
import { fill } from '#core/masking/detector.ts';
import type { Session } from '#core/model.ts';
import { type Bundle, bundle, functionNames, maxZipBytes, refuseForeign } from '#scripts/bundle.ts';
import { type RunningSandbox, startSandbox } from '#test/clients/support/sandbox.ts';
import { createTable, type Double, startDynalite } from '#test/contracts/dynamodb-doubles.ts';
import { type RunningFunction, startFunction } from './support/function.ts';
import { functionUrlEvent, throughFunctionUrl, wireDomain } from './support/function-url.ts';
import { startSecrets } from './support/secrets-double.ts';

const hubAccount = '999999999999';
const region = 'eu-west-1';
const role = 'arn:aws:iam::123456789012:role/countersign/engineer';
const keyring = newKeyringText();
const directory = mkdtempSync(join(tmpdir(), 'countersign-bundles-'));

let bundles: readonly Bundle[];
let sandbox: RunningSandbox;
let dynalite: Double;
let secrets: Double;
let table: Table;

before(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  sandbox = await startSandbox({ externalId: 'sandbox-external-id' });
  dynalite = await startDynalite();
  secrets = await startSecrets(keyring);
  table = openTable({ name: 'record', tenant: hubAccount, region, endpoint: dynalite.endpoint });
  await createTable(table.client, table.name);
  bundles = await bundle({ configFile: writeConfig(), outDirectory: join(directory, 'first') });
});

after(async () => {
  table.client.destroy();
  await Promise.all([sandbox.stop(), dynalite.close(), secrets.close()]);
  rmSync(directory, { recursive: true, force: true });
});

/** The connection leads to the sandbox; everything else is as an operator writes it. */
function writeConfig(): string {
  const policies = fileURLToPath(new URL('../../policies', import.meta.url));
  const file = join(directory, 'countersign.config.yaml');
  const text = readFileSync(new URL('../../examples/countersign.config.yaml', import.meta.url), 'utf8')
    .replace('externalId: 7f0c1a52-countersign-mcp-prod', `externalId: sandbox-external-id\n    endpoint: ${sandbox.url}`)
    .replace('policies: ../policies', `policies: ${JSON.stringify(policies)}`)
    .replace(/countersign\/mcp-launcher/, 'countersign/engineer');
  writeFileSync(file, text);
  return file;
}

function environment(): Readonly<Record<string, string>> {
  return {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'AKIAFUNCTIONROLE0000',
    AWS_SECRET_ACCESS_KEY: 'the-function-role-of-a-test',
    AWS_ENDPOINT_URL_DYNAMODB: dynalite.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    COUNTERSIGN_ACCOUNT: hubAccount,
    COUNTERSIGN_TABLE: table.name,
    COUNTERSIGN_BUCKET: 'record',
    COUNTERSIGN_KEYRING_ARN: 'arn:aws:secretsmanager:eu-west-1:999999999999:secret:keyring',
    COUNTERSIGN_WIRE_URL: `https://${wireDomain}/`,
  };
}

function start(name: string): Promise<RunningFunction> {
  return startFunction(join(directory, 'first', name), environment());
}

function sessionOf(id: string): Session {
  return {
    id,
    principal: {
      kind: 'user',
      id: 'okta:ann',
      issuer: 'https://acme.okta.com/oauth2/default',
      subject: 'ann',
      email: 'ann@acme.example',
      groups: ['mcp-production-engineers'],
      isMfa: true,
      claims: {},
    },
    connection: 'mcp-prod',
    role,
    openedAt: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 900_000).toISOString(),
  };
}

/** What an SDK client needs to call the wire's bundle as if it stood at its Function URL. */
function clientSettings(wire: RunningFunction, session: Session) {
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials({ keyring: parseKeyring(keyring, 'test'), session });
  return {
    region,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    maxAttempts: 1,
    endpoint: `https://${wireDomain}`,
    requestHandler: throughFunctionUrl(wire),
  };
}

test('every function of lambdas/ is bundled, with all that it reads, within the budget', () => {
  assert.deepEqual(
    bundles.map(({ name }) => name),
    functionNames(),
  );
  for (const { directory: of, zipBytes } of bundles) {
    const names = globSync('**', { cwd: of });
    for (const name of ['index.mjs', 'cedar_wasm_bg.wasm', 'deployment.json', 'catalog/index.pack', 'catalog/shapes.pack']) {
      assert.ok(names.includes(name), name);
    }
    assert.ok(names.some((name) => name.startsWith('policies/')));
    assert.ok(zipBytes <= maxZipBytes);
  }
});

test('nothing of one machine is in a bundle, and the check does look', () => {
  for (const { name, inputs } of bundles) {
    assert.ok(inputs.length > 100, name);
    assert.ok(inputs.includes('core/errors.ts'), name);
    refuseForeign(name, inputs);
  }
  for (const input of ['local/main.ts', 'adapters/local/keys.ts', 'node_modules/oidc-provider/lib/index.js', 'test/x.ts']) {
    assert.throws(() => refuseForeign('wire', ['core/errors.ts', input]), new RegExp(input));
  }
});

test('the wire’s bundle decides: what is permitted goes upstream, what is forbidden does not, and both are recorded', async (t) => {
  const wire = await start('wire');
  t.diagnostic(`the wire's bundle was ready after ${wire.initMilliseconds.toFixed(0)} ms`);
  const session = sessionOf('01KAVW00000000000000000001');
  const settings = clientSettings(wire, session);
  const launch = { ImageId: 'ami-0c0ffee0000000001', InstanceType: 't3.micro' as const, MinCount: 1, MaxCount: 1 };

  try {
    const { Instances = [] } = await new EC2Client(settings).send(new RunInstancesCommand(launch));
    await assert.rejects(new IAMClient(settings).send(new CreateUserCommand({ UserName: 'mallory' })), /guardrail forbids/);

    assert.match(Instances[0]?.InstanceId ?? '', /^i-/);
    assert.equal(
      sandbox.sandbox.calls().some(({ operation }) => operation === 'CreateUser'),
      false,
    );
  } finally {
    await wire.stop();
  }
  assert.match(wire.log(), /"DecisionsAllow":1/);
  assert.match(wire.log(), /"DecisionsDeny":1/);
  assert.doesNotMatch(wire.log(), /ami-0c0ffee|mallory|okta:ann|acme\.example/);
  assert.deepEqual(await recorded(session.id), [
    'refused iam:CreateUser deny',
    'outcome ec2:RunInstances allow',
    'intent ec2:RunInstances allow',
  ]);
});

async function recorded(session: string): Promise<readonly string[]> {
  const bodies = createS3Bodies({ bucket: 'record', region, endpoint: dynalite.endpoint });
  const search = createDynamoDbSearch({ table, bodies, hotDays: 90, now: () => new Date().toISOString() });
  const { events } = await search.events({ session }, 10);
  return events.map(({ columns }) => `${columns.kind} ${columns.service}:${columns.operation} ${columns.decision}`);
}

test('what the wire’s bundle writes down holds no canary of parameters, tags, headers and errors', async () => {
  const wire = await start('wire');
  const session = sessionOf('01KAVW00000000000000000004');
  const canaries = [
    `canary-${fill(18)}`,
    `canary-${fill(19)}`,
    ['gh', `p_${fill(36)}`].join(''),
    ['gl', `pat-${fill(20)}`].join(''),
  ];
  const [userData = '', tag = '', agent = '', name = ''] = canaries;
  const settings = { ...clientSettings(wire, session), customUserAgent: agent };
  const tags = [{ ResourceType: 'instance' as const, Tags: [{ Key: 'db-password', Value: tag }] }];
  const launch = { ImageId: 'ami-0c0ffee0000000001', InstanceType: 't3.micro' as const, MinCount: 1, MaxCount: 1 };

  try {
    const script = Buffer.from(`#!/bin/sh\nexport API_KEY=${userData}\n`).toString('base64');
    await new EC2Client(settings).send(new RunInstancesCommand({ ...launch, UserData: script, TagSpecifications: tags }));
    await assert.rejects(new IAMClient(settings).send(new CreateUserCommand({ UserName: name })), /guardrail forbids/);
  } finally {
    await wire.stop();
  }
  for (const canary of canaries) assert.equal(wire.log().includes(canary), false, 'the log holds a canary');
  const written = await everythingWritten();
  assert.ok(written.includes('RunInstances') && written.includes('[masked:'));
  for (const canary of canaries) assert.equal(written.includes(canary), false, `the table holds ${canary.slice(0, 4)}…`);
});

/** All that the table holds, with the lines of its events unpacked. */
async function everythingWritten(): Promise<string> {
  const { Items = [], LastEvaluatedKey } = await table.client.send(new ScanCommand({ TableName: table.name }));
  assert.equal(LastEvaluatedKey, undefined);
  return Items.flatMap((item) => Object.values(item).map(readable)).join('\n');
}

function readable(value: AttributeValue): string {
  if (value.B === undefined) return JSON.stringify(value);
  const bytes = Buffer.from(value.B);
  return bytes[0] === 1 ? unpackLine(bytes) : `${bytes.toString('latin1')}\n${bytes.toString('base64')}`;
}

test('a bad signature gets an error in the client’s protocol, and the environment lives on', async () => {
  const wire = await start('wire');
  const forged = { accessKeyId: 'CSGNAAAAAAAAAAAAAAAA', secretAccessKey: 'x', sessionToken: 'k1.x' };
  const settings = { ...clientSettings(wire, sessionOf('01KAVW00000000000000000002')), credentials: forged };

  try {
    for (const _attempt of [1, 2]) {
      await assert.rejects(
        new EC2Client(settings).send(new RunInstancesCommand({ MinCount: 1, MaxCount: 1 })),
        (error: Error) => {
          assert.match(error.name, /AuthFailure|InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId/);
          return true;
        },
      );
    }
  } finally {
    await wire.stop();
  }
});

test('what is signed for another host is refused, and so is an event that names no Function URL', async () => {
  const wire = await start('wire');
  const settings = clientSettings(wire, sessionOf('01KAVW00000000000000000003'));
  const elsewhere = { ...settings, endpoint: 'https://ec2.eu-west-1.amazonaws.com' };
  const nowhere = { ...settings, requestHandler: throughFunctionUrl(wire, 'attacker.example') };

  try {
    for (const client of [new EC2Client(elsewhere), new EC2Client(nowhere)]) {
      await assert.rejects(client.send(new RunInstancesCommand({ MinCount: 1, MaxCount: 1 })), /not signed for this host/);
    }
    assert.deepEqual(await recorded('01KAVW00000000000000000003'), []);
  } finally {
    await wire.stop();
  }
});

test('a request without any signature is answered, not crashed on', async () => {
  const wire = await start('wire');

  try {
    const answer = await wire.invoke(functionUrlEvent({ method: 'HEAD', path: '/', query: '', headers: {} }, wireDomain));
    assert.ok(answer.statusCode >= 400 && answer.statusCode < 500, String(answer.statusCode));
  } finally {
    await wire.stop();
  }
});

test('the API’s bundle answers /healthz, tells where the wire is, and lets nobody in without a token', async () => {
  const api = await start('api');
  const event = (routeKey: string, headers: object = {}) => ({
    version: '2.0',
    routeKey,
    rawPath: routeKey.split(' ')[1],
    rawQueryString: '',
    headers,
    requestContext: { requestId: 'r-1', http: { method: routeKey.split(' ')[0], sourceIp: '203.0.113.7' } },
    isBase64Encoded: false,
  });
  const bodyOf = ({ body }: { readonly body: string }) => JSON.parse(Buffer.from(body, 'base64').toString());

  try {
    const health = await api.invoke(event('GET /healthz'));
    const resource = bodyOf(await api.invoke(event('GET /.well-known/oauth-protected-resource')));
    const anonymous = await api.invoke(event('GET /v1/whoami'));
    const forged = await api.invoke(event('POST /v1/credentials', { authorization: 'Bearer a.b.c' }));

    assert.equal(health.statusCode, 200);
    assert.equal(resource.countersign_wire_url, `https://${wireDomain}`);
    assert.deepEqual([anonymous.statusCode, bodyOf(anonymous).code], [401, 'unauthenticated']);
    assert.deepEqual([forged.statusCode, bodyOf(forged).code], [401, 'unauthenticated']);
  } finally {
    await api.stop();
  }
  assert.doesNotMatch(api.log(), /a\.b\.c/);
});

test('the MCP bundle tells whoever has no token where to get one, and serves nobody without', async () => {
  const mcp = await start('mcp');
  const event = (routeKey: string, body?: object) => ({
    version: '2.0',
    routeKey,
    rawPath: routeKey.split(' ')[1],
    rawQueryString: '',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    requestContext: { requestId: 'r-1', http: { method: routeKey.split(' ')[0], sourceIp: '203.0.113.7' } },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  });

  try {
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    const anonymous = await mcp.invoke(event('POST /mcp', list));
    const resource = await mcp.invoke(event('GET /.well-known/oauth-protected-resource/mcp'));
    const stream = await mcp.invoke(event('GET /mcp'));

    assert.equal(anonymous.statusCode, 401);
    assert.match(anonymous.headers['www-authenticate'] ?? '', /resource_metadata="https:\/\/countersign\.acme\.example\//);
    assert.equal(JSON.parse(Buffer.from(resource.body, 'base64').toString()).resource, 'https://countersign.acme.example/mcp');
    assert.equal(stream.statusCode, 405);
  } finally {
    await mcp.stop();
  }
});

test('of a policy that does not compile, or names a chain that nobody defined, nothing is bundled', async () => {
  const policies = mkdtempSync(join(directory, 'policies-'));
  const configFile = join(directory, 'other.config.yaml');
  const text = readFileSync(join(directory, 'countersign.config.yaml'), 'utf8');
  writeFileSync(configFile, text.replace(/^policies: .*$/m, `policies: ${JSON.stringify(policies)}`));
  writeFileSync(join(policies, 'wrong.cedar'), '@id("x") permit (principal, action, resource) when {');

  await assert.rejects(bundle({ configFile, outDirectory: join(directory, 'third') }), /wrong\.cedar/);
});

test('a function without its environment, or in an account that it would govern, does not start', async () => {
  const { COUNTERSIGN_TABLE: _table, ...without } = environment();
  const own = { ...environment(), COUNTERSIGN_ACCOUNT: '123456789012' };
  const wire = join(directory, 'first', 'wire');

  await assert.rejects(startFunction(wire, without), /COUNTERSIGN_TABLE is not set/);
  await assert.rejects(startFunction(wire, own), /the account that the gateway itself lives in/);
});

test('a container that cannot start says why in one line, and ends', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['index.mjs'], {
    cwd: join(directory, 'first', 'container'),
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });

  const [line = '', ...others] = `${stdout}${stderr}`.trim().split('\n');
  assert.deepEqual([status, others], [1, []]);
  assert.match(JSON.parse(line).message, /^[A-Z_]+ is not set\. The stack sets it: deploy it again\.$/);
});
