import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bypassCheck } from './bypass-check.ts';

const config = fileURLToPath(new URL('../examples/countersign.config.yaml', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'countersign-'));

const call = (requestID: string, userIdentity: object) => ({
  eventTime: '2026-11-24T10:00:00Z',
  eventSource: 'ec2.amazonaws.com',
  eventName: 'TerminateInstances',
  recipientAccountId: '123456789012',
  requestID,
  userIdentity,
});
const past = call('past', { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/mallory' });
const served = call('served', { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' });
const log = JSON.stringify({ Records: [past, served] });

/** CloudTrail over JSON, and a bucket with one log and one digest in it. */
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  if (request.headers['x-amz-target']?.includes('LookupEvents') === true) {
    const Events = [past, served].map((record) => ({ CloudTrailEvent: JSON.stringify(record) }));
    return void response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify({ Events }));
  }
  if (searchParams.has('list-type')) {
    const keys = ['logs/CloudTrail/a.json.gz', 'logs/CloudTrail-Digest/b.json.gz'];
    const contents = keys.map((key) => `<Contents><Key>${key}</Key></Contents>`).join('');
    return void response.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`);
  }
  response.end(pathname.endsWith('a.json.gz') ? gzipSync(log) : 'a digest is not read');
});

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
after(() => {
  server.closeAllConnections();
  server.close();
  rmSync(directory, { recursive: true });
});

const found = [['past', 'other-identity', 'ec2:TerminateInstances']];
const shown = ({ calls }: Awaited<ReturnType<typeof bypassCheck>>) =>
  calls.map(({ requestId, why, call: what }) => [requestId, why, what]);

test('a log file names the call that went past the gateway', async () => {
  const file = join(directory, 'trail.json');
  writeFileSync(file, log);

  assert.deepEqual(shown(await bypassCheck(file, { config })), found);
});

test('the trail’s bucket is read by prefix, without its digests', async () => {
  assert.deepEqual(shown(await bypassCheck('s3://trail/logs/', { config, region: 'eu-west-1' })), found);
});

test('without a source LookupEvents is asked', async () => {
  assert.deepEqual(shown(await bypassCheck(undefined, { config, region: 'eu-west-1', hours: '2' })), found);
});

test('a trail that says nothing of a governed account proves nothing, and says so', async () => {
  const file = join(directory, 'empty.json');

  for (const Records of [[], [{ ...past, recipientAccountId: '555555555555' }]]) {
    writeFileSync(file, JSON.stringify({ Records }));
    await assert.rejects(bypassCheck(file, { config }), /none of the governed accounts \(123456789012/);
  }
});

test('what is no trail is said, and so is a time that CloudTrail does not have', async () => {
  const file = join(directory, 'other.json');
  writeFileSync(file, '{}');

  await assert.rejects(bypassCheck(file, { config }), /is no CloudTrail log/);
  await assert.rejects(bypassCheck(undefined, { config, hours: '5000' }), /90 days/);
});
