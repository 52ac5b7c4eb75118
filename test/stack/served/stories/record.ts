/** The record: searched, sealed by the stream and by the clock, proved, held and erased. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { doctor } from '#cli/doctor.ts';
import { printed } from '#test/clients/support/printed.ts';
import { served } from '../gateways.ts';
import { call, get, launchPlain, post } from './acting.ts';
import { tableName } from './aged.ts';

type Event = { readonly id: string; readonly kind: string; readonly session?: string };

async function events(as: string, query: string): Promise<readonly Event[]> {
  const { items } = await get(as, `/v1/events?${query}`);
  return items as readonly Event[];
}

test('a sealer that saw nothing of the stream finds in the table what it owes', async () => {
  const { stream, tick, services } = await served();
  stream.lose();

  await tick();

  const names = [...services.objects.objects.keys()];
  assert.ok(names.some((name) => name.includes('/events/')) && names.some((name) => name.includes('/checkpoints/')));
});

test('an event is found by its resource, its operation and its day, read whole, and proved once it is sealed', async () => {
  const { stream } = await served();
  const [one, two] = [await launchPlain(), await launchPlain()];
  const ended = await call('engineer', 'ec2', 'TerminateInstances', { InstanceIds: [one, two] });
  assert.equal(ended.status, 200, JSON.stringify(ended.body));
  const arn = encodeURIComponent(`arn:aws:ec2:eu-west-1:123456789012:instance/${one}`);
  const found = (await events('auditor', `resource=${arn}&limit=5`))[0] ?? assert.fail('not found by its resource');

  const early = await (await served()).api('auditor', 'GET', `/v1/events/${found.id}/receipt`);
  await stream.deliver();
  const receipt = await get('auditor', `/v1/events/${found.id}/receipt`);

  assert.notEqual(early.status, 200);
  assert.match(JSON.stringify(receipt), /checkpoint/);
  assert.ok((await events('auditor', 'operation=GetItem&limit=50')).length > 0);
  assert.ok((await events('auditor', 'principal=dev:engineer&limit=1')).length > 0);
  assert.ok((await events('auditor', 'limit=200')).some(({ session }) => session === undefined));
  const large = await events('auditor', 'service=dynamodb&operation=GetItem&limit=1');
  assert.match(JSON.stringify(await get('auditor', `/v1/events/${large[0]?.id}`)), /masked|text/);
});

test('what comes before it is due waits, and is sealed with what it waited for', async () => {
  const { stream, tick, issue } = await served();
  await stream.deliver();
  const { sessionId } = await issue('auditor');
  // Of the same writer, and of no session.
  await events('auditor', 'limit=1');
  await stream.deliver(({ key }) => JSON.stringify(key).includes(sessionId));

  await tick();
  await stream.deliver();

  const [opened] = await events('auditor', `session=${sessionId}&limit=1`);
  await get('auditor', `/v1/events/${opened?.id}/receipt`);
});

test('a session on hold is kept by its objects, and let go when it is released', async () => {
  const { tick, services, stream } = await served();
  const [found] = await events('auditor', 'service=dynamodb&operation=GetItem&limit=1');
  const path = `/v1/sessions/${found?.session}`;

  await post('auditor', `${path}/hold`, { reason: 'case 12' });
  await tick();
  const held = services.objects.held.size;
  await post('auditor', `${path}/release`, { reason: 'case 12 is closed' });
  await tick();
  await stream.deliver();

  assert.ok(held > 1);
  assert.equal(services.objects.held.size, 0);
});

test('a person is erased, a session exported, and the deployment looks at its own record', async () => {
  const [found] = await events('auditor', 'service=dynamodb&operation=GetItem&limit=1');
  const { apiUrl, token } = await served();
  const headers = { authorization: `Bearer ${await token('auditor')}` };

  const exported = await fetch(`${apiUrl}/v1/sessions/${found?.session}/export?format=ocsf`, { headers });
  const erased = await (await served()).api('auditor', 'POST', '/v1/people/erase', {
    values: ['a@b.example'],
    reason: 'asked for',
  });
  const checks = await post('auditor', '/v1/checks');

  assert.equal(exported.status, 200);
  assert.ok([200, 403].includes(erased.status), JSON.stringify(erased.body));
  assert.match(JSON.stringify(checks), /checks/);
});

test('the doctor finds nothing wrong with the deployment: fronts, tokens, roles and record', async () => {
  const { apiUrl, stream, tick, issuers } = await served();
  await stream.deliver();
  await tick();
  const home = mkdtempSync(join(tmpdir(), 'countersign-doctor-'));
  after(() => rmSync(home, { recursive: true }));
  const pipeline = join(home, 'ci.token');
  writeFileSync(pipeline, await issuers.pipelines.tokenFor('ci'));
  const environment = { stateDirectory: home, url: undefined, awsConfigFile: '', variable: () => undefined, names: [] };

  const findings = await doctor(environment, { url: apiUrl, as: 'auditor', token: [pipeline] });

  // Nobody set a profile up here.
  assert.deepEqual(
    findings.filter(({ check, cure }) => cure !== undefined && check !== 'profile'),
    [],
  );
  for (const check of [
    'signed raw paths',
    'tokens',
    'foreign tokens',
    'role countersign/facts of sandbox',
    'record lock',
    'record seal',
  ])
    assert.ok(
      findings.some((finding) => finding.check === check),
      check,
    );
});

test('an event that somebody changes behind the gateway is told of', async () => {
  const { services, stream, output, faults } = await served();
  faults.next({ kind: 'lost', role: 'Seal', operation: 'dynamodb:PutItem', of: /"pk":\{"S":"\d+#N#/, times: 1 });
  const [found] = await events('auditor', 'service=dynamodb&operation=GetItem&limit=1');
  const TableName = await tableName();
  const Key = { pk: { S: `999999999999#S#${found?.session}` }, sk: { S: `E#${found?.id}` } };
  const { Item } = await services.table('GetItem', { TableName, Key });
  assert.ok(typeof Item === 'object' && Item !== null);

  stream.note([{ key: Key, before: Item as never, after: { ...Item, decision: { S: 'deny' } } as never }]);
  await stream.deliver();

  await printed(output, /"code":"tampering"/);
  assert.ok((await events('auditor', 'limit=20')).some(({ kind }) => kind === 'tampering'));
});
