/** SQS with its queue addresses, S3 in parts, and the longest session tokens: unmodified clients over the real wire. */

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { openKeyring } from '#adapters/local/keys.ts';
import { issueCredentials } from '#core/identity/issued-credentials.ts';
import type { Session } from '#core/model.ts';
import { awsCli, keysEnv } from './support/aws-cli.ts';
import { type Issued, startGateway, type TestGateway } from './support/gateway.ts';
import { needs } from './support/on-path.ts';
import { type QueueDouble, startQueueDouble } from './support/queue-double.ts';
import { type RunningSandbox, startSandbox } from './support/sandbox.ts';

const Bucket = 'demo';
const partBytes = 5 * 1024 * 1024;
const roleArn = 'arn:aws:iam::123456789012:role/countersign/engineer';
let home: string;
let sandbox: RunningSandbox;
let queues: QueueDouble;
let gateway: TestGateway;
let issued: Issued;
/** Of what was started, so that a gateway that does not start leaves nothing running. */
const stops: (() => Promise<void>)[] = [];

before(async () => {
  home = mkdtempSync(join(tmpdir(), 'countersign-services-'));
  sandbox = await startSandbox({ externalId: 'sandbox-external-id' });
  stops.push(sandbox.stop);
  queues = await startQueueDouble();
  stops.push(queues.stop);
  gateway = await startGateway({ configFile: twoConnections() });
  stops.push(gateway.stop);
  issued = await gateway.issue('engineer');
});
after(async () => {
  for (const stop of stops.reverse()) await stop();
  rmSync(home, { recursive: true });
});

/** The shipped configuration with a second connection, and policies that let everything pass. */
function twoConnections(): string {
  const shipped = readFileSync(new URL('../../local/countersign.config.yaml', import.meta.url), 'utf8');
  const [, second = ''] = /^( {2}- name: sandbox\n[\s\S]*?)(?=^ {2}[#-]|^policies:)/m.exec(shipped) ?? [];
  const file = join(home, 'countersign.config.yaml');
  writeFileSync(join(home, 'all.cedar'), '@id("all") permit (principal, action, resource);');
  writeFileSync(
    file,
    shipped
      .replace('http://127.0.0.1:%SANDBOX_PORT%', sandbox.url)
      .replace(
        /^policies: .*$/m,
        `${second.replace('- name: sandbox', '- name: queues').replace(/endpoint: .*/, `endpoint: "${queues.url}"`)}policies: .`,
      ),
  );
  return file;
}

const settings = (credentials: Issued = issued) => ({ region: 'eu-west-1', endpoint: gateway.wireUrl, credentials });

test('a queue has the gateway’s address for its clients and AWS’s own upstream', async () => {
  const sqs = new SQSClient(settings(await gateway.issue('engineer', 'queues')));

  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'jobs' }));
  const found = await sqs.send(new GetQueueUrlCommand({ QueueName: 'jobs' }));
  const listed = await sqs.send(new ListQueuesCommand({}));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'résumé & <co>' }));
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));

  sqs.destroy();
  assert.equal(QueueUrl, `${gateway.wireUrl}/123456789012/jobs`);
  assert.deepEqual([found.QueueUrl, listed.QueueUrls], [QueueUrl, [QueueUrl]]);
  assert.deepEqual(
    Messages.map(({ Body }) => Body),
    ['résumé & <co>'],
  );
  const upstream = queues.seen.filter(({ queueUrl }) => queueUrl !== undefined).map(({ queueUrl }) => queueUrl);
  assert.deepEqual(new Set(upstream), new Set([`${queues.url}/123456789012/jobs`]));
});

test('the aws CLI talks to a queue where it is told the address of SQS', needs('aws'), async () => {
  const env = keysEnv(gateway.wireUrl, await gateway.issue('engineer', 'queues'));
  const at = ['--endpoint-url', gateway.wireUrl];
  const queue = `${gateway.wireUrl}/123456789012/jobs`;

  const sent = await awsCli(['sqs', 'send-message', ...at, '--queue-url', queue, '--message-body', 'from the CLI'], env);
  const got = await awsCli(['sqs', 'receive-message', ...at, '--queue-url', queue], env);

  assert.deepEqual([sent.code, got.code], [0, 0], sent.stderr + got.stderr);
  assert.match(got.stdout, /from the CLI/);
});

test('an object goes up in parts and comes down byte for byte, and parts that are given up leave nothing', async () => {
  const s3 = new S3Client(settings());
  const Key = 'in parts/ü+&=?#%2F~!*()';
  const parts = [randomBytes(partBytes), randomBytes(1000)];
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const Parts = [];
  for (const [index, Body] of parts.entries()) {
    const PartNumber = index + 1;
    const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ETag });
  }
  const listed = await s3.send(new ListPartsCommand({ Bucket, Key, UploadId }));
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));
  const given = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'given up' }));
  await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'given up', UploadId: given.UploadId }));

  const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const body = (await got.Body?.transformToByteArray()) ?? new Uint8Array();

  s3.destroy();
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  assert.deepEqual(
    listed.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size]),
    [
      [1, partBytes],
      [2, 1000],
    ],
  );
  assert.equal(hash(body), hash(Buffer.concat(parts)));
});

test('hostile keys go up, are listed in their encoding, come down and go away as they are', async () => {
  const s3 = new S3Client(settings());
  const keys = [
    'h/a//b/../c/./d %2F',
    'h/ /+',
    "h/a!b'(c)*~",
    'h/%2e%2e/%00',
    'h/ü/日本',
    'h/a;b:c@d,e$f',
    'h/?x=1&y#z',
    'h/\\..\\',
  ];
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));

  const list = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'h/', EncodingType: 'url' }));
  const bodies = [];
  for (const Key of keys) bodies.push(await (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString());
  for (const Key of keys) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  const left = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'h/' }));

  s3.destroy();
  const names = (list.Contents ?? []).map(({ Key = '' }) => decodeURIComponent(Key.replaceAll('+', '%20')));
  assert.deepEqual(names.toSorted(), keys.toSorted());
  assert.deepEqual(bodies, keys);
  assert.equal(left.KeyCount ?? 0, 0);
});

/** The keys of somebody with so many groups that the token is as long as it may be. */
function longest(): Issued {
  const keyring = openKeyring(gateway.dataDirectory);
  const now = new Date().toISOString();
  const groups = ['mcp-production-engineers'];
  const issue = () => issueCredentials({ keyring, session: sessionOf(groups, now) });
  let credentials = issue();
  for (;;) {
    groups.push(randomBytes(12).toString('hex'));
    try {
      credentials = issue();
    } catch {
      const { expiration: _text, ...keys } = credentials;
      return keys;
    }
  }
}

function sessionOf(groups: readonly string[], now: string): Session {
  const issuer = `${gateway.apiUrl}/issuer`;
  const principal = { kind: 'user', id: 'dev:engineer', issuer, subject: 'engineer', groups, isMfa: true, claims: {} } as const;
  const expiresAt = new Date(Date.parse(now) + 900_000).toISOString();
  return { id: '01KAVW00000000000000000009', principal, connection: 'sandbox', role: roleArn, openedAt: now, expiresAt };
}

test('session tokens of 4 KB pass', async () => {
  const keys = longest();
  assert.ok(keys.sessionToken.length > 4000 && keys.sessionToken.length <= 4096, `${keys.sessionToken.length} characters`);
  const dynamodb = new DynamoDBClient(settings(keys));
  const s3 = new S3Client(settings(keys));

  const tables = await dynamodb.send(new ListTablesCommand({}));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'long token', Body: 'by a long token' }));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'long token' }));

  dynamodb.destroy();
  assert.ok(tables.TableNames?.includes('orders'));
  assert.equal(await got.Body?.transformToString(), 'by a long token');
  s3.destroy();
});

test('the aws CLI carries a session token of 4 KB', needs('aws'), async () => {
  const { stdout, stderr, code } = await awsCli(['dynamodb', 'list-tables'], keysEnv(gateway.wireUrl, longest()));

  assert.equal(code, 0, stderr);
  assert.match(stdout, /orders/);
});
