/** Roles that are cut down by GetScopedCredentials, against an STS that has it and one that does not. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import type { AssumeRequest } from '#core/ports.ts';
import { createRoleAssumer } from './assume-role.ts';

const policy = '{"Version":"2012-10-17","Statement":[]}';
let asked: URLSearchParams[] = [];
let hasScoped = true;
let scopedError = '<ErrorResponse><Error><Code>InvalidAction</Code><Message>none</Message></Error></ErrorResponse>';
const server = createServer(async (incoming, outgoing) => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const form = new URLSearchParams(Buffer.concat(chunks).toString());
  asked.push(form);
  const action = form.get('Action') ?? '';
  if (action === 'GetScopedCredentials' && !hasScoped) return outgoing.writeHead(400).end(scopedError);
  const key = action === 'AssumeRole' ? 'ASIAWIDE' : 'ASIASCOPED';
  const credentials = `<Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>`;
  outgoing.end(
    `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${credentials}</${action}Result></${action}Response>`,
  );
});

let request: AssumeRequest;

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  request = {
    connection: {
      name: 'prod',
      scopedCredentials: 'auto',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
    role: 'arn:aws:iam::123456789012:role/r',
    principal: 'okta:ann',
    session: '01J0',
    sourceIdentity: 'ann',
    roleSessionName: 'ann',
    tags: { 'countersign:session': '01J0' },
    narrowingPolicy: policy,
  };
});

beforeEach(() => {
  asked = [];
  hasScoped = true;
});

after(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const assumer = () => createRoleAssumer({ now: () => '2026-12-01T12:00:00.000Z', region: 'eu-west-1' });
const actions = () => asked.map((form) => form.get('Action'));

test('a call gets credentials that are cut down from the session’s cached role, for a minute, and described by its id', async () => {
  const roles = assumer();

  const first = await roles.assume({ ...request, callId: '01J1' });
  const second = await roles.assume({ ...request, callId: '01J2', narrowingPolicy: policy.replace('[]', '[{}]') });

  assert.deepEqual([first.accessKeyId, second.accessKeyId], ['ASIASCOPED', 'ASIASCOPED']);
  assert.deepEqual(actions(), ['AssumeRole', 'GetScopedCredentials', 'GetScopedCredentials']);
  assert.deepEqual(
    [
      asked[0]?.get('Policy'),
      asked[1]?.get('Policy'),
      asked[1]?.get('DurationSeconds'),
      asked[1]?.get('ScopedSessionDescription'),
      asked[2]?.get('ScopedSessionDescription'),
    ],
    [null, policy, '60', 'countersign:call=01J1', 'countersign:call=01J2'],
  );
});

test('an STS that does not have it is asked once; the role is then assumed with its session policy', async () => {
  hasScoped = false;
  const roles = assumer();

  await roles.assume(request);
  const again = await roles.assume({ ...request, narrowingPolicy: policy.replace('[]', '[{}]') });

  assert.equal(again.accessKeyId, 'ASIAWIDE');
  assert.deepEqual(actions(), ['AssumeRole', 'GetScopedCredentials', 'AssumeRole', 'AssumeRole']);
  assert.equal(asked.at(-1)?.get('Policy'), policy.replace('[]', '[{}]'));
});

test('when it fails otherwise nothing is done: the wide credentials are never used instead', async () => {
  hasScoped = false;
  scopedError = '<ErrorResponse><Error><Code>PackedPolicyTooLarge</Code><Message>big</Message></Error></ErrorResponse>';

  await assert.rejects(assumer().assume(request), /could not be assumed: PackedPolicyTooLarge/);
});

test('it is off where the connection does not say auto, and for a role that is not narrowed', async () => {
  const { scopedCredentials: _, ...connection } = request.connection;
  const { narrowingPolicy: __, ...wide } = request;

  await assumer().assume({ ...request, connection });
  await assumer().assume(wide);

  assert.deepEqual(actions(), ['AssumeRole', 'AssumeRole']);
});
