/** Writes that are sent again, by unmodified clients and by whoever captured them: the upstream sees each command once. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Header } from '#core/http.ts';
import { signRequest } from '#core/protocols/aws/signature/sign-request.ts';
import { awsCli, keysEnv } from './support/aws-cli.ts';
import { type CuttingProxy, startCuttingProxy } from './support/cutting-proxy.ts';
import { freePorts, type Issued, startGateway, type TestGateway } from './support/gateway.ts';
import { needs } from './support/on-path.ts';
import { type PausedUpstream, startPausedUpstream } from './support/paused-upstream.ts';
import { type RunningSandbox, startSandbox } from './support/sandbox.ts';

const invocation = 'amz-sdk-invocation-id';
let home: string;
let sandbox: RunningSandbox;
let gateway: TestGateway;
let issued: Issued;

before(async () => {
  home = mkdtempSync(join(tmpdir(), 'countersign-resent-'));
  sandbox = await startSandbox({ externalId: 'sandbox-external-id' });
  gateway = await startGateway({ configFile: configFor(sandbox.url) });
  issued = await gateway.issue('engineer');
});
after(async () => {
  await gateway.stop();
  await sandbox.stop();
  rmSync(home, { recursive: true });
});

function configFor(endpoint: string): string {
  const root = new URL('../../', import.meta.url);
  const file = join(home, `${randomUUID()}.yaml`);
  const shipped = readFileSync(new URL('local/countersign.config.yaml', root), 'utf8');
  writeFileSync(
    file,
    shipped.replace('http://127.0.0.1:%SANDBOX_PORT%', endpoint).replace('../policies', new URL('policies', root).pathname),
  );
  return file;
}

function timesPut(): number {
  return sandbox.sandbox.calls().filter(({ operation }) => operation === 'PutItem').length;
}

const unsignedPut = (wireUrl: string) => ({
  method: 'POST',
  host: new URL(wireUrl).host,
  path: '/',
  query: '',
  headers: [
    ['content-type', 'application/x-amz-json-1.0'],
    ['x-amz-target', 'DynamoDB_20120810.PutItem'],
  ] as const,
  body: Buffer.from(JSON.stringify({ TableName: 'orders', Item: { id: { S: 'resent' } } })),
});

/** The headers of a signed write; botocore adds the name of its command after it has signed. */
function signedPut(keys: Issued, { wireUrl }: TestGateway, now: string): readonly Header[] {
  const credentials = { ...keys, expiresAt: '' };
  return signRequest(unsignedPut(wireUrl), { credentials, signingName: 'dynamodb', signingRegion: 'eu-west-1', now });
}

async function send({ wireUrl }: TestGateway, headers: readonly Header[]) {
  const { hostname, port } = new URL(wireUrl);
  const { promise, resolve, reject } = Promise.withResolvers<{ readonly status: number; readonly body: string }>();
  const sent = request({ hostname, port, method: 'POST', path: '/', headers: headers.flat() }, async (reply) =>
    resolve({ status: reply.statusCode ?? 0, body: await text(reply) }),
  );
  sent.on('error', reject);
  sent.end(unsignedPut(wireUrl).body);
  return promise;
}

test('the same signed write sent three times reaches the upstream once, and so does one that was signed again', async () => {
  const [first, second] = ['2026', '2027'].map((_, index) => new Date(Date.now() + index * 1000).toISOString());
  const name: Header = [invocation, randomUUID()];
  const before = timesPut();

  const answers = [];
  for (const now of [first, first, first, second]) {
    answers.push(await send(gateway, [...signedPut(issued, gateway, now ?? ''), name]));
  }

  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200],
  );
  assert.equal(timesPut() - before, 1);
});

test('a captured write whose name was changed or cut off is refused, in a form that makes an honest client sign again', async () => {
  const headers = signedPut(issued, gateway, new Date(Date.now() + 5000).toISOString());
  const before = timesPut();
  assert.equal((await send(gateway, [...headers, [invocation, randomUUID()]])).status, 200);

  const replayed = [await send(gateway, [...headers, [invocation, randomUUID()]]), await send(gateway, headers)];

  for (const { status, body } of replayed) {
    assert.ok(status >= 400);
    assert.match(body, /Throttling|RequestLimitExceeded|ThrottlingException/);
    assert.match(body, /signature is good for one write/);
  }
  assert.equal(timesPut() - before, 1);
});

test('the SDK that loses the answer sends again, gets it, and the upstream saw one write', async () => {
  const proxy = await startCuttingProxy(Number(new URL(gateway.wireUrl).port), 1);
  const agent = new Agent();
  agent.createConnection = () => connect(proxy.port, '127.0.0.1');
  const client = new DynamoDBClient({
    region: 'eu-west-1',
    endpoint: gateway.wireUrl,
    credentials: issued,
    requestHandler: new NodeHttpHandler({ httpAgent: agent }),
  });
  const before = timesPut();

  await client.send(new PutItemCommand({ TableName: 'orders', Item: { id: { S: 'lost-answer' } } }));

  client.destroy();
  assert.equal(proxy.lost(), 1);
  assert.equal(timesPut() - before, 1);
  await proxy.stop();
});

/** Python's clients go through a proxy when they are told to, with the request as it was signed. */
async function throughProxy(run: (env: Readonly<Record<string, string>>, proxy: CuttingProxy) => Promise<void>): Promise<void> {
  const proxy = await startCuttingProxy(Number(new URL(gateway.wireUrl).port), 1);
  const env = { ...keysEnv(gateway.wireUrl, issued), AWS_ENDPOINT_URL: gateway.wireUrl };
  await run(env, proxy).finally(proxy.stop);
}

test('the aws CLI that loses the answer sends again, gets it, and the upstream saw one write', needs('aws'), async () =>
  throughProxy(async (env, proxy) => {
    const before = timesPut();
    const put = ['dynamodb', 'put-item', '--table-name', 'orders', '--item', '{"id": {"S": "lost-answer-cli"}}'];

    const { code, stderr } = await awsCli(put, { ...env, HTTP_PROXY: `http://127.0.0.1:${proxy.port}` });

    assert.equal(code, 0, stderr);
    assert.equal(proxy.lost(), 1);
    assert.equal(timesPut() - before, 1);
  }),
);

async function arrived(upstream: PausedUpstream): Promise<undefined> {
  while (upstream.arrived() === 0) await delay(10);
  return undefined;
}

test('a write in flight when the process is killed is a conflict after the next start, and is not sent again', async (t) => {
  const ports = await freePorts();
  const upstream = await startPausedUpstream(sandbox.url, 'DynamoDB_20120810.PutItem');
  const configFile = configFor(upstream.url);
  const first = await startGateway({ ports, configFile });
  t.after(first.stop);
  t.after(upstream.stop);
  const keys = await first.issue('engineer');
  const headers: readonly Header[] = [...signedPut(keys, first, new Date().toISOString()), [invocation, randomUUID()]];
  const cut = send(first, headers).catch((error: unknown) => error);
  const answered = await Promise.race([cut, arrived(upstream)]);
  assert.equal(answered, undefined);

  await first.crash();
  await cut;
  const next = await startGateway({ ports, configFile, dataDirectory: first.dataDirectory });
  t.after(next.stop);
  const again = await send(next, headers);

  assert.equal(upstream.arrived(), 1);
  assert.ok(again.status >= 400);
  assert.match(again.body, /was sent once, as call [0-9A-Z]{26}, and its answer is not known here/);
});
