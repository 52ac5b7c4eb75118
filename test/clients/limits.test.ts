/** The limits of the wire on the running gateway, with an unmodified client: budgets of calls, bodies, heads, connections. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { openConfig } from './support/open-config.ts';

const burst = 5;
const atOnce = 60;
let home: string;
let upstream: Server;
let gateway: TestGateway;
/** Connections that the gateway opened for calls, and how many of them at once. */
const connections = { opened: 0, open: 0, most: 0 };

before(async () => {
  home = mkdtempSync(join(tmpdir(), 'countersign-limits-'));
  upstream = createServer(async (request, response) => {
    const asked = await text(request);
    response.end(asked.includes('Action=AssumeRole') ? assumedRole : '{"TableNames":[]}');
  });
  upstream.on('connection', (socket: Socket) => {
    connections.opened += 1;
    connections.open += 1;
    connections.most = Math.max(connections.most, connections.open);
    socket.once('close', () => {
      connections.open -= 1;
    });
  });
  upstream.listen(0, '127.0.0.1');
  await once(upstream, 'listening');
  const file = openConfig(home, `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`);
  writeFileSync(file, `${readFileSync(file, 'utf8')}\nlimits: { callsPerSecond: 1, callBurst: ${burst} }\n`);
  gateway = await startGateway({ configFile: file });
});
after(async () => {
  await gateway.stop();
  upstream.closeAllConnections();
  upstream.close();
  rmSync(home, { recursive: true });
});

const assumedRole =
  '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIATEST</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>';

async function settings(as: string, maxAttempts: number) {
  return { region: 'eu-west-1', endpoint: gateway.wireUrl, credentials: await gateway.issue(as), maxAttempts };
}

test('a principal that spent its burst is throttled, its SDK waits and goes on, and nobody else is held up', async () => {
  const once = new DynamoDBClient(await settings('engineer', 1));
  const other = new DynamoDBClient(await settings('auditor', 1));

  const calls = await Promise.allSettled(Array.from({ length: atOnce }, () => once.send(new ListTablesCommand({}))));
  const refused = calls.flatMap((call) => (call.status === 'rejected' ? [call.reason] : []));
  await other.send(new ListTablesCommand({}));
  const patient = new DynamoDBClient(await settings('engineer', 10));
  await patient.send(new ListTablesCommand({}));

  assert.ok(refused.length > 0 && refused.length <= atOnce - burst, `${refused.length} were refused`);
  for (const { name, message } of refused) {
    assert.equal(name, 'ThrottlingException');
    assert.match(message, /at \d{4}-\d\d-\d\dT/);
  }
  for (const client of [once, other, patient]) client.destroy();
});

test('calls one after another share a connection to AWS', async () => {
  const client = new DynamoDBClient(await settings('sre-lead', 5));
  await client.send(new ListTablesCommand({}));
  const before = connections.opened;

  for (let call = 0; call < 3; call += 1) await client.send(new ListTablesCommand({}));

  assert.ok(connections.opened - before < 3, `${connections.opened - before} more`);
  assert.ok(connections.most <= 64, `${connections.most} at once`);
  client.destroy();
});

test('a body over the limit is refused with the limit in the client’s own form', async () => {
  const s3 = new S3Client({ ...(await settings('approver', 1)), forcePathStyle: true });

  await assert.rejects(s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: Buffer.alloc(7 * 1024 * 1024) })), {
    name: 'EntityTooLarge',
    message: /larger than 6291456 bytes/,
  });
  s3.destroy();
});

test('a head over the limit is refused before anything is read of it', async () => {
  const { port, host } = new URL(gateway.wireUrl);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`);

  assert.match(await text(socket), /^HTTP\/1\.1 431 /);
});
