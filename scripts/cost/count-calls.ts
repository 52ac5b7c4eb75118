/** Makes calls through the wire's bundle, on doubles, and counts what each asks of AWS. */

import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { openTable } from '#adapters/aws/dynamodb.ts';
import { issueCredentials } from '#core/identity/issued-credentials.ts';
import { newKeyringText, parseKeyring } from '#core/identity/keyring.ts';
import type { Session } from '#core/model.ts';
import { bundle } from '#scripts/bundle.ts';
import { startSandbox } from '#test/clients/support/sandbox.ts';
import { createTable, type Double, startDynalite } from '#test/contracts/dynamodb-doubles.ts';
import { startFunction } from '#test/stack/support/function.ts';
import { throughFunctionUrl, wireDomain } from '#test/stack/support/function-url.ts';
import { countUnits } from './count-units.ts';

/** Means of one call. */
export type CallCount = {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly logBytes: number;
  readonly stsCalls: number;
};

export type Counted = { readonly read: CallCount; readonly write: CallCount };

const [hub, region, calls] = ['999999999999', 'eu-west-1', 20];
const role = 'arn:aws:iam::123456789012:role/countersign/engineer';

/** Warm: what a first call of an environment costs more is left out. */
export async function countCalls(): Promise<Counted> {
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  const directory = mkdtempSync(join(tmpdir(), 'countersign-cost-'));
  const keyring = newKeyringText();
  const [sandbox, dynalite, secrets] = [
    await startSandbox({ externalId: 'sandbox-external-id' }),
    await startDynalite(),
    await startSecret(keyring),
  ];
  const counter = await countUnits(dynalite.endpoint);
  const table = openTable({ name: 'record', tenant: hub, region, endpoint: dynalite.endpoint });
  await createTable(table.client, table.name);
  await bundle({ configFile: writeConfig(directory, sandbox.url), outDirectory: join(directory, 'out'), only: ['wire'] });
  const wire = await startFunction(join(directory, 'out', 'wire'), {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'AKIAFUNCTIONROLE0000',
    AWS_SECRET_ACCESS_KEY: 'the-function-role-of-a-test',
    AWS_ENDPOINT_URL_DYNAMODB: counter.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
    COUNTERSIGN_ACCOUNT: hub,
    COUNTERSIGN_TABLE: table.name,
    COUNTERSIGN_BUCKET: 'record',
    COUNTERSIGN_KEYRING_ARN: `arn:aws:secretsmanager:${region}:${hub}:secret:keyring`,
  });
  const { accessKeyId, secretAccessKey, sessionToken } = issueCredentials({
    keyring: parseKeyring(keyring, 'cost'),
    session: session(),
  });
  const ec2 = new EC2Client({
    region,
    maxAttempts: 1,
    endpoint: `https://${wireDomain}`,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    requestHandler: throughFunctionUrl(wire),
  });
  const assumed = () => sandbox.sandbox.calls().filter(({ operation }) => operation === 'AssumeRole').length;
  const count = async (call: () => Promise<unknown>): Promise<CallCount> => {
    await call();
    counter.take();
    const before = { log: wire.log().length, roles: assumed() };
    for (let made = 0; made < calls; made += 1) await call();
    const { writes, reads } = counter.take();
    const [logBytes, stsCalls] = [wire.log().length - before.log, assumed() - before.roles];
    return { writeUnits: writes / calls, readUnits: reads / calls, logBytes: logBytes / calls, stsCalls: stsCalls / calls };
  };
  try {
    const launch = { ImageId: 'ami-0c0ffee0000000001', InstanceType: 't3.micro' as const, MinCount: 1, MaxCount: 1 };
    return {
      read: await count(() => ec2.send(new DescribeInstancesCommand({}))),
      write: await count(() => ec2.send(new RunInstancesCommand(launch))),
    };
  } finally {
    await wire.stop();
    table.client.destroy();
    await Promise.all([sandbox.stop(), counter.close(), secrets.close(), dynalite.close()]);
    rmSync(directory, { recursive: true, force: true });
  }
}

function session(): Session {
  return {
    id: '01KAVW00000000000000000001',
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

/** The example, with the connection led to the sandbox. */
function writeConfig(directory: string, endpoint: string): string {
  const policies = fileURLToPath(new URL('../../policies', import.meta.url));
  const file = join(directory, 'countersign.config.yaml');
  const text = readFileSync(new URL('../../examples/countersign.config.yaml', import.meta.url), 'utf8')
    .replace('externalId: 7f0c1a52-countersign-mcp-prod', `externalId: sandbox-external-id\n    endpoint: ${endpoint}`)
    .replace('policies: ../policies', `policies: ${JSON.stringify(policies)}`)
    .replace('countersign/mcp-launcher', 'countersign/engineer');
  writeFileSync(file, text);
  return file;
}

/** Secrets Manager, as far as the keyring is read. */
async function startSecret(text: string): Promise<Double> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify({ SecretString: text }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return {
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
