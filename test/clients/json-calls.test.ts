/** Calls of AWS by JSON alone, without an SDK, against the sandbox. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { countersign, startGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;

before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());

type Body = Readonly<Record<string, unknown>> & {
  readonly response?: Readonly<Record<string, unknown>>;
  readonly detail?: string;
};

async function launched(): Promise<string> {
  const { body } = await call('engineer', 'ec2', 'RunInstances', {
    ImageId: 'ami-0c0ffee0000000001',
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'mcp-server', Value: 'tickets' }] }],
  });
  const [instance] = (body.response?.Instances ?? []) as readonly { readonly InstanceId: string }[];
  return instance?.InstanceId ?? '';
}

async function call(as: string, service: string, operation: string, parameters: object = {}, more: object = {}) {
  const asked = { connection: 'sandbox', service, operation, parameters, ...more };
  const { status, body } = await gateway.api(as, 'POST', '/v1/calls', asked);
  return { status, body: body as Body };
}

test('a call of every protocol is answered in the names of AWS’s API reference', async () => {
  const identity = await call('engineer', 'sts', 'GetCallerIdentity');
  const instances = await call('engineer', 'ec2', 'DescribeInstances');
  const item = await call('engineer', 'dynamodb', 'PutItem', { TableName: 'orders', Item: { id: { S: 'j-1' }, n: { N: '7' } } });
  const found = await call('engineer', 'dynamodb', 'GetItem', { TableName: 'orders', Key: { id: { S: 'j-1' } } });
  const put = await call('engineer', 's3', 'PutObject', {
    Bucket: 'demo',
    Key: 'a b/ü+&=?#.txt',
    Body: 'aGVsbG8=',
    ContentType: 'text/plain',
  });
  const got = await call('engineer', 's3', 'GetObject', { Bucket: 'demo', Key: 'a b/ü+&=?#.txt' });

  assert.match(String(identity.body.response?.Arn), /assumed-role\/engineer/);
  assert.ok(Array.isArray(instances.body.response?.Reservations));
  assert.deepEqual([item.status, put.status], [200, 200], JSON.stringify([item.body, put.body]));
  assert.deepEqual(found.body.response?.Item, { id: { S: 'j-1' }, n: { N: '7' } });
  assert.deepEqual([got.body.response?.Body, got.body.response?.ContentType], ['aGVsbG8=', 'text/plain']);
  assert.equal(identity.body.status, 'completed');
});

test('a secret comes masked, and the body says what was masked', async () => {
  const { status, body } = await call('engineer', 'secretsmanager', 'GetSecretValue', { SecretId: 'prod/db' });

  assert.equal(status, 200);
  assert.equal(body.response?.SecretString, '[masked:secret]');
  assert.deepEqual(body.masked, { count: 1, classes: ['secret'] });
});

test('an error of AWS is an answer', async () => {
  const { status, body } = await call('engineer', 's3', 'GetObject', { Bucket: 'demo', Key: 'not there' });

  assert.equal(status, 200);
  assert.equal(body.response, undefined);
  assert.deepEqual({ ...(body.error as object), message: '' }, { code: 'NoSuchKey', message: '', httpStatus: 404 });
});

const wrong: readonly (readonly [string, string, string, object, object, number, RegExp])[] = [
  ['a misspelt service', 'secretmanager', 'GetSecretValue', {}, {}, 501, /Did you mean "secretsmanager"/],
  ['a misspelt operation', 'ec2', 'DescribeInstance', {}, {}, 501, /Did you mean "DescribeInstances"/],
  [
    'a misspelt parameter',
    'ec2',
    'DescribeInstances',
    { InstanceId: ['i-1'] },
    {},
    400,
    /InstanceId .* Did you mean "InstanceIds"/,
  ],
  [
    'a value of another kind',
    'ec2',
    'DescribeInstances',
    { InstanceIds: 'i-1' },
    {},
    400,
    /InstanceIds .*a list is expected, and text is given/,
  ],
  [
    'a wrong member deep inside',
    'ec2',
    'DescribeInstances',
    { Filters: [{ Name: 'tag', Values: [7] }] },
    {},
    400,
    /Filters\[0\]\.Values\[0\] .*text is expected, and a number is given/,
  ],
  ['a missing parameter', 's3', 'GetObject', { Bucket: 'demo' }, {}, 400, /Key .*required, and missing/],
  ['a region that is not open', 'ec2', 'DescribeInstances', {}, { region: 'us-west-2' }, 403, /covers/],
  ['a connection that is not there', 'ec2', 'DescribeInstances', {}, { connection: 'other' }, 404, /no connection of that name/],
  ['an unknown member of the body', 'ec2', 'DescribeInstances', {}, { params: {} }, 400, /unknown member/],
  ['a bucket that would change the path', 's3', 'GetObject', { Bucket: 'demo/../x', Key: 'k' }, {}, 400, /encoded slash/],
  ['an event stream', 'transcribe-streaming', 'StartStreamTranscription', {}, {}, 501, /event stream|no service/],
  ['a masked value', 'ssm', 'PutParameter', { Name: 'a', Value: '[masked:secret]' }, {}, 400, /masked/],
];

for (const [what, service, operation, parameters, more, status, detail] of wrong) {
  test(`${what} is told before anything is done`, async () => {
    const reply = await call('engineer', service, operation, parameters, more);

    assert.equal(reply.status, status, JSON.stringify(reply.body));
    assert.match(reply.body.detail ?? '', detail);
  });
}

test('what a guardrail forbids is refused with its sentence and the id in the record', async () => {
  const { status, body } = await call('engineer', 'iam', 'CreateUser', { UserName: 'mallory' });

  assert.equal(status, 403);
  assert.match(body.detail ?? '', /guardrail forbids/);
  assert.match(String(body.call), /^[0-9A-Z]{26}$/);
});

const look = async (as: string, id: unknown, query = '') => {
  const { status, body } = await gateway.api(as, 'GET', `/v1/calls/${String(id)}${query}`);
  return { status, body: body as Body };
};
const verdictOf = (as: string, approval: unknown, verdict: 'approve' | 'reject', comment = '') =>
  gateway.api(as, 'POST', `/v1/approvals/${String(approval)}/verdicts`, { verdict, ...(comment === '' ? {} : { comment }) });

test('a call that needs an approval is stored, made once when it is approved, and its answer fetched by whoever asked', async () => {
  const InstanceIds = [await launched()];

  const asked = await call('engineer', 'ec2', 'TerminateInstances', { InstanceIds });
  const { id, approval } = asked.body;
  const waiting = await look('engineer', id);
  const news = look('engineer', id, '?wait=25');
  const verdict = await verdictOf('approver', approval, 'approve');
  const done = await news;
  const fetchedAgain = await look('engineer', id);
  const others = await look('approver', id);
  const again = await call('engineer', 'ec2', 'TerminateInstances', { InstanceIds });

  assert.deepEqual([asked.status, asked.body.status, asked.body.executor], [202, 'awaiting-approval', 'stored']);
  assert.deepEqual(
    [waiting.status, waiting.body.status, waiting.body.asked],
    [200, 'awaiting-approval', ['group:prod-approvers']],
  );
  assert.equal(verdict.status, 200, JSON.stringify(verdict.body));
  assert.deepEqual([done.body.id, done.body.status], [id, 'completed'], JSON.stringify(done.body));
  assert.match(JSON.stringify(done.body.response), /shutting-down/);
  assert.deepEqual(fetchedAgain, done);
  assert.equal(others.status, 404);
  assert.equal(again.status, 202);
  assert.notEqual(again.body.id, id);
});

test('a stored call that is rejected was not made, and says why; one that is taken back is cancelled', async () => {
  const asked = await call('engineer', 'ec2', 'TerminateInstances', { InstanceIds: [await launched()] });
  await verdictOf('approver', asked.body.approval, 'reject', 'not today');
  const rejected = await look('engineer', asked.body.id, '?wait=25');
  const second = await call('engineer', 'ec2', 'TerminateInstances', { InstanceIds: [await launched()] });
  const foreign = await gateway.api('approver', 'POST', `/v1/calls/${second.body.id}/cancel`, {});
  const nudged = await gateway.api('engineer', 'POST', `/v1/calls/${second.body.id}/nudge`, {});
  const cancelled = await gateway.api('engineer', 'POST', `/v1/calls/${second.body.id}/cancel`, { reason: 'changed my mind' });

  assert.deepEqual([rejected.status, rejected.body.status], [200, 'refused']);
  assert.match(JSON.stringify(rejected.body.error), /approval-rejected.*not today/);
  assert.equal(foreign.status, 404);
  // The approvers were asked a moment ago.
  assert.equal(nudged.status, 429);
  assert.match(JSON.stringify(cancelled.body), /"status":"cancelled".*changed my mind/);
});

test('the same request sent again is the same stored call, while it waits and once it was made', async () => {
  const parameters = { InstanceIds: [await launched()] };
  const token = await gateway.token('engineer');
  const send = async (key: string) => {
    const reply = await fetch(`${gateway.apiUrl}/v1/calls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ connection: 'sandbox', service: 'ec2', operation: 'TerminateInstances', parameters }),
    });
    return { status: reply.status, location: reply.headers.get('location'), body: (await reply.json()) as Body };
  };

  const [first, second, other] = [await send('one'), await send('one'), await send('two')];
  await verdictOf('approver', first.body.approval, 'approve');
  const done = await look('engineer', first.body.id, '?wait=25');
  const third = await send('one');

  assert.equal(first.location, `/v1/calls/${first.body.id}`);
  assert.deepEqual([second.body.id, other.body.id], [first.body.id, first.body.id]);
  assert.match(JSON.stringify(done.body.response), /shutting-down/);
  assert.deepEqual([third.status, third.body.response], [200, done.body.response], JSON.stringify(third.body));
});

test('all calls of one token are one session, and the record has none of their secrets', async () => {
  const token = await gateway.token('sre-lead');
  const send = () =>
    fetch(`${gateway.apiUrl}/v1/calls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        connection: 'sandbox',
        service: 'sts',
        operation: 'GetCallerIdentity',
        parameters: {},
        reason: 'look',
      }),
    });

  const replies = await Promise.all([send(), send(), send()]);
  const { body } = await gateway.api('sre-lead', 'GET', '/v1/sessions');

  const { items } = body as {
    readonly items: readonly { readonly id: string; readonly principal: string; readonly callCount: number }[];
  };
  const own = items.filter(({ principal }) => principal.endsWith(':sre-lead'));
  assert.deepEqual(
    replies.map(({ status }) => status),
    [200, 200, 200],
  );
  assert.deepEqual(
    own.map(({ callCount }) => callCount),
    [3],
  );
});

test('the command line makes a call, prints the answer, and says by its exit code what became of it', async (context) => {
  const home = mkdtempSync(join(tmpdir(), 'countersign-'));
  context.after(() => rmSync(home, { recursive: true }));
  const run = (...args: readonly string[]) =>
    countersign(['call', ...args, '--connection', 'sandbox', '--url', gateway.apiUrl, '--as', 'engineer'], home);

  const identity = await run('sts', 'GetCallerIdentity');
  const secret = await run('secretsmanager', 'GetSecretValue', '--param', 'SecretId=prod/db');
  const missing = await run('s3', 'GetObject', '--param', 'Bucket=demo', '--param', 'Key=nope');
  const misspelt = await run('s3', 'GetObjekt');
  const forbidden = await run('iam', 'CreateUser', '--param', 'UserName=mallory');

  assert.match(JSON.parse(identity.stdout).Arn, /assumed-role/, identity.stderr);
  assert.match(secret.stderr, /Masked/);
  assert.equal(JSON.parse(missing.stdout).error.code, 'NoSuchKey');
  assert.match(misspelt.stderr, /Did you mean "GetObject"/);
  assert.deepEqual([identity.code, secret.code, missing.code, misspelt.code, forbidden.code], [0, 0, 6, 1, 1]);
});

test('the command line waits for the approval of its call, and prints the answer once the gateway made it', async (context) => {
  const home = mkdtempSync(join(tmpdir(), 'countersign-'));
  context.after(() => rmSync(home, { recursive: true }));
  const args = ['call', 'ec2', 'TerminateInstances', '--param', `InstanceIds=${await launched()}`, '--connection', 'sandbox'];
  const own = ['--url', gateway.apiUrl, '--as', 'engineer'];

  const notWaiting = await countersign([...args, '--no-wait', ...own], home);
  const { promise: isWaiting, resolve } = Promise.withResolvers<string>();
  const waiting = countersign([...args, ...own], home, resolve);
  const [, approval] = /approvals\/([0-9A-Z]{26})/.exec(await isWaiting) ?? [];
  await verdictOf('approver', approval, 'approve');
  const { code, stdout, stderr } = await waiting;

  assert.deepEqual([notWaiting.code, code], [5, 0], stderr);
  assert.match(stdout, /shutting-down/);
});
