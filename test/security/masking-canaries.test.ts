/** Canaries: secrets planted wherever a client can write them are found in no store, log or answer of the API (byte search). */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { fill } from '#core/masking/detector.ts';
import { type Issued, startGateway, type TestGateway } from '../clients/support/gateway.ts';
import { rawMcp } from '../clients/support/mcp-raw.ts';

const canaries = {
  token: ['gh', `p_${fill(36)}`].join(''),
  named: `canary-${fill(14)}`,
  nested: `canary-${fill(15)}`,
  tag: `canary-${fill(16)}`,
  userData: `canary-${fill(17)}`,
  agent: ['xox', `b-${fill(12, 'digits')}-${fill(12, 'digits')}-${fill(24)}`].join(''),
  path: ['gl', `pat-${fill(20)}`].join(''),
  mail: 'canary.person@mail.example.com',
  url: `canary-${fill(18)}`,
  metadata: ['sk_li', `ve_${fill(24)}`].join(''),
  reason: ['gl', `pat-${fill(21)}`].join(''),
  comment: ['gl', `pat-${fill(22)}`].join(''),
  tool: ['npm', `_${fill(36)}`].join(''),
  toolName: ['hf', `_${fill(34).replace(/[0-9]/g, 'x')}`].join(''),
  toolJson: `canary-${fill(19)}`,
  // What only a pattern of the operator knows.
  badge: `BADGE-${fill(8, 'digits')}`,
};

const rules = `masking:
  rules:
    - { name: badge, class: secret, pattern: "BADGE-[0-9]{8}" }
`;

let gateway: TestGateway;
let issued: Issued;
const home = mkdtempSync(join(tmpdir(), 'countersign-canaries-'));

/** The shipped configuration with one rule of an operator. */
function writeConfig(): string {
  const shipped = readFileSync(new URL('../../local/countersign.config.yaml', import.meta.url), 'utf8');
  const file = join(home, 'countersign.config.yaml');
  writeFileSync(file, rules + shipped.replace('../policies', fileURLToPath(new URL('../../policies', import.meta.url))));
  return file;
}

before(async () => {
  gateway = await startGateway({ holdSeconds: 0, configFile: writeConfig() });
  issued = await gateway.issue('engineer');
});
after(async () => {
  await gateway.stop();
  rmSync(home, { recursive: true });
});

function settings() {
  return { region: 'eu-west-1', endpoint: gateway.wireUrl, credentials: issued, maxAttempts: 1 };
}

/** Every answer counts, refusals too: each of them is recorded. */
async function plant(call: Promise<unknown>): Promise<string> {
  return JSON.stringify(await call.catch((error: Error) => ({ name: error.name, message: error.message })));
}

async function plantAll(): Promise<readonly string[]> {
  const dynamodb = new DynamoDBClient({ ...settings(), customUserAgent: `${canaries.agent} ${canaries.badge}` });
  const ec2 = new EC2Client(settings());
  const s3 = new S3Client({ ...settings(), forcePathStyle: true });
  const Item = {
    pk: { S: 'canary' },
    note: { S: `deployed with ${canaries.token} by ${canaries.mail} of ${canaries.badge}` },
    db: { S: `postgres://app:${canaries.url}@db.internal:5432/app` },
    raw: { B: Buffer.from(`key ${canaries.token}`) },
    password: { S: canaries.named },
    config: { S: JSON.stringify({ db: { client_secret: canaries.nested } }) },
  };
  const tags = [{ ResourceType: 'instance' as const, Tags: [{ Key: 'db-password', Value: canaries.tag }] }];
  return [
    await plant(dynamodb.send(new PutItemCommand({ TableName: 'demo', Item }))),
    await plant(dynamodb.send(new GetItemCommand({ TableName: 'demo', Key: { pk: { S: 'canary' } } }))),
    await plant(dynamodb.send(new GetItemCommand({ TableName: `no-${canaries.token}`, Key: { pk: { S: canaries.token } } }))),
    await plant(
      ec2.send(
        new RunInstancesCommand({
          ImageId: 'ami-0c0ffee0000000001',
          MinCount: 1,
          MaxCount: 1,
          UserData: Buffer.from(`#!/bin/sh\nexport API_KEY=${canaries.userData}\n`).toString('base64'),
          TagSpecifications: tags,
        }),
      ),
    ),
    await plant(ec2.send(new DescribeInstancesCommand({}))),
    await plant(s3.send(new GetObjectCommand({ Bucket: 'demo', Key: `folder/${canaries.path}` }))),
    await plant(
      s3.send(new PutObjectCommand({ Bucket: 'demo', Key: 'note', Body: canaries.token, Metadata: { by: canaries.metadata } })),
    ),
    await plant(s3.send(new GetObjectCommand({ Bucket: 'demo', Key: 'note' })).then(({ Body }) => Body?.transformToString())),
    await plant(
      gateway.api('engineer', 'POST', '/v1/calls', {
        connection: 'sandbox',
        service: 'ec2',
        operation: 'TerminateInstances',
        parameters: { InstanceIds: [`i-${canaries.token}`] },
        reason: `as ${canaries.reason} of ${canaries.badge} said`,
      }),
    ),
    ...(await plantInTools()),
  ];
}

/** Arguments and content of tools, in text and in JSON, and a tool's name in the server's own error. */
async function plantInTools(): Promise<readonly string[]> {
  const mcp = rawMcp(`${gateway.apiUrl}/mcp/everything`, await gateway.token('engineer'));
  const echoed = JSON.stringify({ password: canaries.toolJson });
  return [
    await plant(mcp.legacy('tools/call', { name: 'echo', arguments: { message: `${canaries.tool} of ${canaries.badge}` } })),
    await plant(mcp.modern('tools/call', { name: 'echo', arguments: { message: `${canaries.tool} of ${canaries.badge}` } })),
    await plant(mcp.legacy('tools/call', { name: 'echo', arguments: { message: echoed } })),
    await plant(mcp.legacy('tools/call', { name: canaries.toolName, arguments: {} })),
    await plant(mcp.legacy('prompts/get', { name: 'args-prompt', arguments: { city: canaries.tool, state: canaries.badge } })),
  ];
}

/** An approver's own words. */
async function plantInVerdict(): Promise<void> {
  const { body } = await gateway.api('approver', 'GET', '/v1/approvals?for=me&state=pending');
  const { items } = body as { readonly items: readonly { readonly id: string }[] };
  const words = { verdict: 'reject', comment: `not with ${canaries.comment} of ${canaries.badge}` };
  await plant(gateway.api('approver', 'POST', `/v1/approvals/${items[0]?.id}/verdicts`, words));
}

function filesUnder(directory: string): readonly string[] {
  return (
    readdirSync(directory, { recursive: true, withFileTypes: true })
      // The sandbox stands for AWS, where the secrets are.
      .filter((entry) => entry.isFile() && !entry.name.startsWith('sandbox.'))
      .map((entry) => join(entry.parentPath, entry.name))
  );
}

/** Segments are compressed. */
function readable(file: string): Buffer {
  const bytes = readFileSync(file);
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

async function exported(format: string): Promise<string> {
  const reply = await fetch(`${gateway.apiUrl}/v1/sessions/${issued.sessionId}/export?format=${format}`, {
    headers: { authorization: `Bearer ${await gateway.token('auditor')}` },
  });
  assert.equal(reply.status, 200, format);
  return reply.text();
}

function assertNowhere(text: Buffer | string, where: string): void {
  for (const [name, canary] of Object.entries(canaries)) assert.ok(!text.includes(canary), `${where} holds the ${name} canary`);
}

test('no canary is in the store, the log, or an answer of the API', async () => {
  await plantAll();
  await plantInVerdict();

  const events = await gateway.api('auditor', 'GET', '/v1/events?limit=100');
  const session = await gateway.api('auditor', 'GET', `/v1/sessions/${issued.sessionId}/events`);
  const approvals = await gateway.api('approver', 'GET', '/v1/approvals?for=me');
  const inbox = await (await fetch(`${gateway.apiUrl}/local/inbox`)).text();
  const files = filesUnder(gateway.dataDirectory);

  assertNowhere(JSON.stringify(events), 'the search');
  assertNowhere(JSON.stringify(session), 'the session');
  assertNowhere(gateway.output(), 'the log');
  assertNowhere(JSON.stringify(approvals), 'the approvals');
  assertNowhere(inbox, 'the notifications');
  for (const format of ['ocsf', 'cast', 'har', 'csv']) assertNowhere(await exported(format), `the export as ${format}`);
  for (const file of files) assertNowhere(readable(file), file);
  const recorded = JSON.stringify(events);
  for (const what of ['GetItem', 'tools/call', 'prompts/get', 'verdict', '[masked:secret]'])
    assert.ok(recorded.includes(what), what);
  assert.ok(files.length > 0 && JSON.stringify(session).includes('GetItem'));
  assert.match(inbox, /RunInstances|TerminateInstances/);
});

test('the caller gets back none that policy does not reveal', async () => {
  const answers = await plantAll();

  for (const name of ['named', 'nested', 'tag', 'url', 'metadata', 'tool', 'toolJson', 'badge'] as const) {
    assert.ok(!answers.some((answer) => answer.includes(canaries[name])), `the ${name} canary came back`);
  }
});
