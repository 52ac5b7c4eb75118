/** One file of user data, sent by the aws CLI, boto3 and the JavaScript SDK, is one call with one digest: an approval asked for by one is the others' too. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { readCatalog } from '#adapters/files/catalog.ts';
import { callDigest } from '#core/approval/call-digest.ts';
import type { HttpRequest } from '#core/http.ts';
import type { Connection } from '#core/model.ts';
import { decodeWireCall } from '#core/wire-call.ts';
import { erin } from '#test/security/approval-harness.ts';
import { needs } from './support/on-path.ts';

const run = promisify(execFile);
const catalog = readCatalog();
const region = 'eu-west-1';
const connection: Connection = {
  kind: 'aws',
  name: 'prod',
  account: '123456789012',
  regions: [region],
  roles: [],
  wait: 'hold',
  mode: 'enforce',
};
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' };
const environment = {
  ...process.env,
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_DEFAULT_REGION: region,
  AWS_MAX_ATTEMPTS: '1',
};
const python = `
import sys, boto3
boto3.client('ec2', endpoint_url=sys.argv[1]).run_instances(ImageId='ami-1', MinCount=1, MaxCount=1, UserData=open(sys.argv[2], 'rb').read())
`;
/** Bytes that are no text, line ends of two kinds, and what forms and shells read as something else. */
const userData = Buffer.from([...Buffer.from('#!/bin/sh\r\na+b & c=%20 ü\n'), 0, 255, 254, 10]);

test('three clients that send one file make one digest, and one byte more makes another', needs('aws', 'python3'), async () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-'));
  const file = join(directory, 'user-data');
  writeFileSync(file, userData);
  const { url, received, close } = await captured();
  const sdk = new EC2Client({ region, endpoint: url, credentials, maxAttempts: 1 });
  const bySdk = (bytes: Buffer) =>
    sdk.send(new RunInstancesCommand({ ImageId: 'ami-1', MinCount: 1, MaxCount: 1, UserData: bytes.toString('base64') }));
  const cli = ['ec2', 'run-instances', '--image-id', 'ami-1', '--count', '1', '--user-data', `fileb://${file}`];

  await run('aws', [...cli, '--endpoint-url', url], { env: environment });
  await run('python3', ['-c', python, url, file], { env: environment });
  await bySdk(userData);
  await bySdk(Buffer.concat([userData, Buffer.from([10])]));
  sdk.destroy();
  await close();
  rmSync(directory, { recursive: true });

  const [byCli, byBoto3, byJs, changed] = received.map(digestOf);
  assert.equal(received.length, 4);
  assert.deepEqual([byBoto3, byJs], [byCli, byCli]);
  assert.notEqual(changed, byCli);
});

function digestOf(request: HttpRequest): string {
  const hashKey = new Uint8Array(32);
  const { calls, wire } = decodeWireCall(
    request,
    { signingName: 'ec2', region },
    { connection, options: { catalog, hashKey, ownTokens: (call) => call.parameters } },
  );
  return callDigest(new Uint8Array(32), { principal: erin, connection: 'prod', role: 'r', call: calls[0], input: wire.input });
}

async function captured() {
  const received: HttpRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = new Uint8Array(Buffer.concat(await request.toArray()));
    const [path = '/', query = ''] = (request.url ?? '/').split('?');
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
    received.push({ method: request.method ?? 'POST', path, query, headers, body });
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end('<RunInstancesResponse><reservationId>r-1</reservationId></RunInstancesResponse>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
