/** One call, sent by the aws CLI, boto3 and the JavaScript SDK, has one digest: an approval asked for by one is the others' too. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { CopySnapshotCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { CopyDBSnapshotCommand, RDSClient } from '@aws-sdk/client-rds';
import { readCatalog } from '#adapters/files/catalog.ts';
import { callDigest } from '#core/approval/call-digest.ts';
import type { AwsCall } from '#core/front.ts';
import type { HttpRequest } from '#core/http.ts';
import type { Call, Connection } from '#core/model.ts';
import { readScope } from '#core/protocols/aws/signature/authorization.ts';
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
  regions: [region, 'us-east-1'],
  roles: [],
  wait: 'hold',
  mode: 'enforce',
};
const credentials = { accessKeyId: 'CSGNEXAMPLE000000001', secretAccessKey: 'example' };
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

const sourceArn = 'arn:aws:rds:us-east-1:123456789012:snapshot:nightly';
const copying = `
import sys, boto3
client = lambda service: boto3.client(service, endpoint_url=sys.argv[1])
client('ec2').copy_snapshot(SourceRegion='us-east-1', SourceSnapshotId='snap-1')
client('rds').copy_db_snapshot(SourceRegion='us-east-1', SourceDBSnapshotIdentifier='${sourceArn}', TargetDBSnapshotIdentifier='copy')
`;

test(
  'copies out of another region are one call of each client, though each signs a URL of its own',
  needs('python3'),
  async (t) => {
    const { url, received, close } = await captured();
    t.after(close);
    const settings = { region, endpoint: url, credentials, maxAttempts: 1 };
    const [ec2, rds] = [new EC2Client(settings), new RDSClient(settings)];

    await run('python3', ['-c', copying, url], { env: environment });
    await ec2.send(new CopySnapshotCommand({ SourceRegion: 'us-east-1', SourceSnapshotId: 'snap-1' }));
    await rds.send(new CopyDBSnapshotCommand({ SourceDBSnapshotIdentifier: sourceArn, TargetDBSnapshotIdentifier: 'copy' }));
    ec2.destroy();
    rds.destroy();

    const signed = received.filter(({ body }) => /Pre[sS]ignedUrl=https?/.test(Buffer.from(body).toString()));
    const calls = received.map(decode);
    assert.equal(signed.length, 4);
    assert.equal(new Set(received.map(digestOf)).size, 2);
    assert.ok(!JSON.stringify(calls.map((each) => each.calls)).includes('Amz-Signature'));
    assert.deepEqual(
      new Set(calls.map(({ upstream }) => `${upstream.source?.parameter} ${upstream.source?.host}`)),
      new Set(['PresignedUrl ec2.us-east-1.amazonaws.com', 'PreSignedUrl rds.us-east-1.amazonaws.com']),
    );
  },
);

test('a copy out of a region that the connection does not cover is denied', () => {
  const body = 'Action=CopySnapshot&Version=2016-11-15&SourceRegion=ap-south-1&SourceSnapshotId=snap-1';
  const headers = [['content-type', 'application/x-www-form-urlencoded'], scopedTo('ec2')] as const;
  const request = { method: 'POST', path: '/', query: '', headers, body: Buffer.from(body) };

  assert.throws(() => decode(request), { code: 'denied', message: /covers eu-west-1, us-east-1; what is to be copied is in/ });
});

function scopedTo(signingName: string): readonly [string, string] {
  return [
    'authorization',
    `AWS4-HMAC-SHA256 Credential=k/20260131/${region}/${signingName}/aws4_request, SignedHeaders=, Signature=`,
  ];
}

function decode(request: HttpRequest): AwsCall {
  const { service: signingName } = readScope(request);
  const options = { catalog, hashKey: new Uint8Array(32), ownTokens: (call: Call) => call.parameters };
  return decodeWireCall(request, { signingName, region }, { connection, options });
}

function digestOf(request: HttpRequest): string {
  const { calls, wire } = decode(request);
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
    response.end('<Response><CopyDBSnapshotResult/></Response>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
