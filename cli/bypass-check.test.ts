import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bypassCheck } from './bypass-check.ts';

const config = fileURLToPath(new URL('../examples/countersign.config.yaml', import.meta.url));
/** A second account beside the example's own. */
const twoAccounts = readFileSync(config, 'utf8')
  .replace('policies: ../policies', 'policies: policies')
  .replace(
    'connections:\n',
    'connections:\n  - { name: other, kind: aws, account: "555555555555", regions: [eu-west-1], externalId: x-countersign-other, roles: [{ arn: "arn:aws:iam::555555555555:role/countersign/reader", groups: [auditors] }] }\n',
  );
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

test('a copy of the trail’s folder is read whole, packed or not, without its digests and insights', async () => {
  const trail = join(directory, 'AWSLogs', '123456789012');
  const put = (folder: string, name: string, bytes: string | Uint8Array) => {
    mkdirSync(join(trail, folder), { recursive: true });
    writeFileSync(join(trail, folder, name), bytes);
  };
  put('CloudTrail/eu-west-1/2026/11/24', 'a.json.gz', gzipSync(log));
  put('CloudTrail/eu-west-1/2026/11/24', 'unpacked.json', log);
  put('CloudTrail/eu-west-1/2026/11/24', 'packed-and-called.json', gzipSync(log));
  put('CloudTrail-Digest/eu-west-1/2026/11/24', 'digest.json.gz', gzipSync('{"digestEndTime":"2026-11-24T10:00:00Z"}'));
  put('CloudTrail-Insight/eu-west-1/2026/11/24', 'insight.json.gz', gzipSync('{"Records":[{}]}'));
  put('CloudTrail/eu-west-1/2026/11/24', 'notes.txt', 'no trail');

  assert.deepEqual(shown(await bypassCheck(join(directory, 'AWSLogs'), { config })), [...found, ...found, ...found]);
  mkdirSync(join(directory, 'nothing'));
  await assert.rejects(bypassCheck(join(directory, 'nothing'), { config }), /holds no CloudTrail log/);
});

test('a governed account of which the trail says nothing is named', async () => {
  const file = join(directory, 'one-account.json');
  writeFileSync(file, log);
  const two = join(directory, 'two-accounts.yaml');
  writeFileSync(two, twoAccounts);

  assert.deepEqual((await bypassCheck(file, { config: two })).silent, ['555555555555']);
  assert.deepEqual((await bypassCheck(file, { config })).silent, []);
});

test('an answer of LookupEvents that was cut or edited is said, and which one', async () => {
  const file = join(directory, 'cut.json');

  for (const Events of [[{ CloudTrailEvent: '{"eventTime":' }], [{}], [7]]) {
    writeFileSync(file, JSON.stringify({ Events }));
    await assert.rejects(bypassCheck(file, { config }), /cut\.json.*"CloudTrailEvent"/);
  }
});

test('a damaged segment of the record is said: what it held would be listed as not recorded', async () => {
  const [file, held] = [join(directory, 'held.json'), join(directory, 'held')];
  writeFileSync(file, log);
  mkdirSync(join(held, 'events'), { recursive: true });

  await assert.rejects(bypassCheck(file, { config, record: held }), /holds no segments/);
  writeFileSync(join(held, 'events', 'seg-1.ndjson.gz'), gzipSync('{}\n').subarray(0, 15));
  await assert.rejects(bypassCheck(file, { config, record: held }), /seg-1\.ndjson\.gz is no segment/);
});
