/** The fronts keep API Gateway's rules: its authorizer, its paths and its limits. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { served } from '../gateways.ts';
import { createJwtAuthorizer } from '../jwt-authorizer.ts';

test('a workload’s token opens no route of people, and is exchanged for credentials', async () => {
  const { apiUrl, token, api, issue } = await served();

  const call = await api('ci', 'POST', '/v1/calls', { connection: 'sandbox', service: 'sts', operation: 'GetCallerIdentity' });
  const without = await fetch(`${apiUrl}/v1/whoami`);
  const foreign = await fetch(`${apiUrl}/v1/whoami`, {
    headers: { authorization: `Bearer ${(await token('engineer')).slice(0, -4)}AAAA` },
  });
  const issued = await issue('ci');

  assert.deepEqual([call.status, without.status, foreign.status], [401, 401, 401]);
  assert.match(issued.accessKeyId, /^CSGN/);
});

test('an expired token is stopped by the authorizer, and claims reach a function as text', async () => {
  const { apiUrl, issuers, token, template } = await served();
  const issuedAt = Math.floor(Date.now() / 1000) - 7200;
  const expired = await issuers.people.tokenFor('engineer', { issuedAt, lifetimeSeconds: 60 });
  const authorize = createJwtAuthorizer(template.only('AWS::ApiGatewayV2::Authorizer'));

  const { status } = await fetch(`${apiUrl}/v1/whoami`, { headers: { authorization: `Bearer ${expired}` } });
  const authorized = await authorize(`Bearer ${await token('engineer')}`);

  assert.equal(status, 401);
  assert.deepEqual(
    [authorized?.jwt.claims.groups, authorized?.jwt.claims.email_verified],
    ['[mcp-production-engineers]', 'true'],
  );
});

test('whoami tells a person its connection and its role', async () => {
  const { api } = await served();

  const { status, body } = await api('engineer', 'GET', '/v1/whoami');

  assert.equal(status, 200);
  assert.match(JSON.stringify(body), /sandbox.*countersign\/engineer/);
});

test('one id leads from the client’s answer to the record, and the record to AWS’s own; a refusal has one as well', async () => {
  const { wireUrl, issue, api } = await served();
  const seen: Readonly<Record<string, string>>[] = [];
  const ec2 = new EC2Client({ region: 'eu-west-1', endpoint: wireUrl, credentials: await issue('engineer'), maxAttempts: 1 });
  ec2.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      seen.push((result.response as { readonly headers: Readonly<Record<string, string>> }).headers);
      return result;
    },
    { step: 'deserialize', priority: 'high' },
  );

  await ec2.send(new DescribeInstancesCommand({}));
  const forged = await fetch(wireUrl);
  const { body } = await api('auditor', 'GET', '/v1/events?operation=DescribeInstances&limit=5');

  const callId = seen[0]?.['x-countersign-call-id'] ?? assert.fail('the answer has no id');
  const { items } = body as { readonly items: readonly { readonly id: string; readonly call: string; readonly kind: string }[] };
  const outcome = items.find(({ kind, ...event }) => kind === 'outcome' && JSON.stringify(event).includes(callId));
  const whole = JSON.stringify((await api('auditor', 'GET', `/v1/events/${outcome?.id}`)).body);
  assert.match(whole, new RegExp(`"uid":"${callId}"`));
  assert.match(whole, /"upstreamRequestId":"[^"]+"/);
  assert.match(forged.headers.get('x-countersign-call-id') ?? '', /^[0-9A-HJKMNP-TV-Z]{26}$/);
});

test('what is over a limit is told, and no route answers that the template does not have', async () => {
  const { apiUrl, token } = await served();
  const authorization = `Bearer ${await token('engineer')}`;
  const post = async (path: string, size: number, more: Readonly<Record<string, string>> = {}) => {
    const headers = { authorization, 'content-type': 'application/json', ...more };
    return (await fetch(`${apiUrl}${path}`, { method: 'POST', headers, body: JSON.stringify('x'.repeat(size)) })).status;
  };

  assert.equal(await post('/v1/calls', 10, { 'x-padding': 'x'.repeat(10_240) }), 431);
  assert.equal(await post('/v1/calls', 11 * 1024 * 1024), 413);
  assert.equal(await post('/v1/calls', 7 * 1024 * 1024), 413);
  assert.equal(await post('/v1/nothing', 10), 404);
  assert.equal((await fetch(`${apiUrl}/v1/calls`, { headers: { authorization } })).status, 404);
});
