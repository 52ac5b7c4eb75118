/** One stored call of CloudWatch, which speaks three protocols: asked for in JSON, waited for by the SDK in each of them and by the aws CLI. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { CloudWatchClient, type CloudWatchClientConfig, PutDashboardCommand } from '@aws-sdk/client-cloudwatch';
import { AwsJson1_0Protocol, AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { awsCli, keysEnv } from './support/aws-cli.ts';
import { type Issued, startGateway, type TestGateway } from './support/gateway.ts';
import { type ObjectDouble, startObjectDouble } from './support/object-double.ts';
import { onPath } from './support/on-path.ts';

const policy = `@id("all") permit (principal, action, resource) unless { action in CS::Action::"reveal" };

@id("boards") @reason("a board is changed by two") @approval("production-change")
forbid (principal, action in [CS::Action::"cloudwatch:PutDashboard"], resource)
unless { context.approvals.contains("production-change") };
`;
const protocols = { json: AwsJson1_0Protocol, cbor: AwsSmithyRpcV2CborProtocol, query: AwsQueryProtocol } as const;
const asked = { DashboardName: 'prod', DashboardBody: '{"widgets":[]}' };

let home: string;
let upstream: ObjectDouble;
let gateway: TestGateway;
let issued: Issued;
/** What CloudWatch answers, and how often it was asked. */
let answer: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: object };
let seen = 0;

before(async () => {
  home = mkdtempSync(join(tmpdir(), 'countersign-'));
  upstream = await startObjectDouble({
    '/': (response) => {
      seen += 1;
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'r-1', ...answer.headers };
      response.writeHead(answer.status, headers).end(JSON.stringify(answer.body));
    },
  });
  gateway = await startGateway({ configFile: guarded(), holdSeconds: 50 });
  issued = await gateway.issue('engineer');
});
after(async () => {
  await gateway?.stop();
  await upstream?.stop();
  rmSync(home, { recursive: true });
});

function guarded(): string {
  mkdirSync(join(home, 'policies'));
  writeFileSync(join(home, 'policies', 'all.cedar'), policy);
  const shipped = readFileSync(new URL('../../local/countersign.config.yaml', import.meta.url), 'utf8');
  const file = join(home, 'countersign.config.yaml');
  writeFileSync(file, shipped.replace('http://127.0.0.1:%SANDBOX_PORT%', upstream.url).replace('../policies', 'policies'));
  return file;
}

type Said = { readonly told: readonly (string | undefined)[]; readonly error: string };

/** What an SDK of this protocol says of the answer; its own retries resume the call. */
async function byTheSdk(protocol: keyof typeof protocols): Promise<Said> {
  const settings: CloudWatchClientConfig = { region: 'eu-west-1', endpoint: gateway.wireUrl, credentials: issued };
  const client = new CloudWatchClient({ ...settings, protocol: protocols[protocol] });
  try {
    const { DashboardValidationMessages = [] } = await client.send(new PutDashboardCommand(asked));
    return { told: DashboardValidationMessages.map(({ Message }) => Message), error: '' };
  } catch (thrown) {
    return { told: [], error: thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : '' };
  } finally {
    client.destroy();
  }
}

async function byTheCli(): Promise<Said> {
  const args = ['cloudwatch', 'put-dashboard', '--dashboard-name', 'prod', '--dashboard-body', asked.DashboardBody];
  const { stdout, stderr, code } = await awsCli(args, keysEnv(gateway.wireUrl, issued));
  if (code !== 0) return { told: [], error: stderr };
  const { DashboardValidationMessages = [] } = JSON.parse(stdout);
  return { told: DashboardValidationMessages.map(({ Message }: { readonly Message?: string }) => Message), error: '' };
}

/** Asks in JSON, lets them wait, and says yes. */
async function waitedFor(clients: readonly (() => Promise<Said>)[]): Promise<readonly Said[]> {
  const call = { connection: 'sandbox', service: 'cloudwatch', operation: 'PutDashboard', parameters: asked };
  const { status, body } = await gateway.api('engineer', 'POST', '/v1/calls', call);
  assert.equal(status, 202, JSON.stringify(body));
  const { approval: id } = body as { readonly approval: string };
  const waiting = clients.map((client) => client());
  await joined(waiting.length, id);
  const given = await gateway.api('approver', 'POST', `/v1/approvals/${id}/verdicts`, { verdict: 'approve' });
  assert.equal(given.status, 200, JSON.stringify(given.body));
  return Promise.all(waiting);
}

/** Once as many wait for it: each is held, and is not answered before somebody decides. */
async function joined(count: number, approval: string): Promise<void> {
  for (;;) {
    const { body } = await gateway.api('engineer', 'GET', `/v1/approvals/${approval}`);
    if (((body as { readonly joined?: readonly string[] }).joined?.length ?? 0) >= count) return;
    await delay(200);
  }
}

function clients(): readonly (() => Promise<Said>)[] {
  const sdks = (['json', 'cbor', 'query'] as const).map((protocol) => () => byTheSdk(protocol));
  return onPath('aws') ? [...sdks, byTheCli] : sdks;
}

test('each client reads the one answer in its own protocol', async () => {
  answer = { status: 200, headers: {}, body: { DashboardValidationMessages: [{ Message: 'ünï <&> "x"' }] } };
  seen = 0;

  const said = await waitedFor(clients());

  assert.deepEqual(
    said,
    clients().map(() => ({ told: ['ünï <&> "x"'], error: '' })),
  );
  assert.equal(seen, 1);
});

test('and so does each an error of AWS, by its name', async () => {
  const body = { __type: 'com.amazonaws.cloudwatch#DashboardInvalidInputError', message: 'no widgets <&>' };
  answer = { status: 400, headers: { 'x-amzn-query-error': 'InvalidParameterInput;Sender' }, body };
  seen = 0;

  const said = await waitedFor(clients());

  for (const { error } of said) assert.match(error, /(?:DashboardInvalidInputError|InvalidParameterInput).*: no widgets <&>/);
  assert.equal(said.length, clients().length);
  assert.equal(seen, 1);
});
