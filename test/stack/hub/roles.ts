/** What each role of the hub may do, and nothing else. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callers } from '#lib/hub-roles.ts';
import { allowed, ofType, policyIn, rolePolicy } from '../support/hub.ts';
import { variation, varied } from '../support/synth.ts';

test('only what makes calls may assume roles: those of spokes, and none of this account', () => {
  const holders = ofType('AWS::IAM::Policy').filter(([, resource]) => JSON.stringify(resource).includes('"sts:'));
  const [assume, never] = rolePolicy('Wire').filter(({ Action }) => Action.some((action) => action.startsWith('sts:')));

  assert.deepEqual(holders.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).toSorted(), [
    'ApprovalsExecutePolicy',
    'CallsPolicy',
    'McpPolicy',
    'WirePolicy',
  ]);
  assert.deepEqual(assume?.Action, ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession']);
  assert.match(assume?.Resource.join() ?? '', /:iam::\*:role\/countersign\/\*/);
  assert.equal(never?.Effect, 'Deny');
  assert.match(never?.Resource.join() ?? '', /"AWS::AccountId"},":role\/\*"/);
});

test('every function has a role of its own on the path that spokes trust', () => {
  const roles = ofType('AWS::IAM::Role')
    .filter(([id]) => !id.startsWith('ApprovalsMachineRole'))
    .map(([, { Properties }]) => Properties);
  const used = ofType('AWS::Lambda::Function').map(([, { Properties }]) => JSON.stringify(Properties.Role));

  assert.equal(new Set(used).size, used.length);
  assert.equal(roles.length, used.length);
  for (const role of roles) {
    assert.equal(role.Path, role.RoleName === undefined ? '/countersign-hub/' : '/countersign-hub/callers/');
    assert.equal(role.ManagedPolicyArns, undefined);
  }
});

test('what spokes trust are the roles that may assume theirs, by the names that they have', () => {
  const named = ofType('AWS::IAM::Role').flatMap(([, { Properties }]) => Properties.RoleName ?? []);
  const assuming = ofType('AWS::IAM::Policy').filter(([, resource]) => JSON.stringify(resource).includes('"sts:AssumeRole"'));

  assert.equal(assuming.length, named.length);
  assert.deepEqual(named.toSorted(), callers.map((caller) => `Countersign-${caller}`).toSorted());
});

test('a role may do what its handler does, and nothing else', () => {
  const shared = ['kms:Decrypt', 'kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'];
  const log = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
  const finding = ['dynamodb:Query', 'dynamodb:Query'];
  const both = ['dynamodb:GetItem', 'dynamodb:PutItem', 'secretsmanager:GetSecretValue', ...shared, ...log];
  const sts = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];

  const receipts = ['dynamodb:GetItem', 'dynamodb:Query', 'kms:Decrypt', 's3:GetObject'];

  const calling = ['kms:GenerateDataKey', 's3:PutObject', 'lambda:InvokeFunction', ...sts];
  const changing = ['dynamodb:BatchWriteItem', 'dynamodb:PutItem', 'states:SendTaskSuccess'];
  const listing = [...changing, 'dynamodb:Query'];
  const asking = [...listing, 'states:StartExecution'];
  const telling = ['secretsmanager:GetSecretValue', 'ses:SendEmail'];

  const searching = ['dynamodb:BatchGetItem', ...finding];
  assert.deepEqual(allowed(rolePolicy('Api')), [...both, ...asking, ...telling, ...searching, ...receipts].sort());
  const making = [...both, ...asking, ...calling];
  const isTrace = (action: string) => action.startsWith('xray:');
  assert.deepEqual(allowed(rolePolicy('Wire')), making.filter((action) => !isTrace(action)).sort());
  assert.deepEqual(allowed(policyIn(varied().resources, 'Wire')).filter(isTrace), making.filter(isTrace));
  const looking = [
    'dynamodb:Query',
    'kms:Decrypt',
    's3:GetBucketObjectLockConfiguration',
    's3:GetBucketPublicAccessBlock',
    's3:GetBucketVersioning',
    's3:GetObject',
    's3:GetObjectRetention',
  ];
  assert.deepEqual(allowed(rolePolicy('Mcp')), [...making, ...finding, 'dynamodb:GetItem'].sort());
  assert.deepEqual(allowed(rolePolicy('Calls')), [...making, ...finding, ...looking].sort());
  assert.deepEqual(allowed(rolePolicy('ApprovalsPages')), [...both, ...listing].sort());
  assert.deepEqual(allowed(rolePolicy('ApprovalsNotify')), [...both, ...changing, ...telling].sort());
  assert.deepEqual(allowed(rolePolicy('ApprovalsClose')), [...both, ...changing, ...telling].sort());
  assert.deepEqual(allowed(rolePolicy('ApprovalsExecute')), [...both, ...changing, ...calling].sort());
});

test('no policy names two of its statements alike, which IAM refuses', () => {
  for (const [id, { Properties }] of ofType('AWS::IAM::Policy')) {
    const sids = Properties.PolicyDocument.Statement.flatMap(({ Sid }: { readonly Sid?: string }) => Sid ?? []);

    assert.deepEqual(sids, [...new Set(sids)], id);
  }
});

test('a stored call is read where it is made and ended, and what waits of it is written by no page', () => {
  const touching = (name: Parameters<typeof rolePolicy>[0], action: string) =>
    rolePolicy(name)
      .filter(({ Action }) => Action.includes(action))
      .some(({ Condition }) => JSON.stringify(Condition ?? {}).includes('#C#*'));

  for (const name of ['Calls', 'Mcp', 'ApprovalsExecute', 'ApprovalsClose', 'Api'] as const)
    assert.ok(touching(name, 'dynamodb:PutItem'), name);
  for (const name of ['Wire', 'ApprovalsPages', 'ApprovalsNotify'] as const) assert.ok(!touching(name, 'dynamodb:PutItem'), name);
});

test('mail is sent from the operator’s address alone, and only the secrets of its channels are read', () => {
  const statements = rolePolicy('ApprovalsNotify');
  const mail = statements.find(({ Action }) => Action.includes('ses:SendEmail'));
  const secrets = statements.filter(({ Sid }) => Sid === 'ReadSecrets').flatMap(({ Resource }) => Resource);

  assert.deepEqual(mail?.Condition, { StringEquals: { 'ses:FromAddress': ['countersign@acme.example'] } });
  assert.deepEqual(mail?.Resource.map((resource) => /identity\/([\w@.]+)/.exec(resource)?.[1]).toSorted(), [
    'acme.example',
    'countersign@acme.example',
  ]);
  assert.deepEqual(secrets, ['arn:aws:secretsmanager:eu-west-1:999999999999:secret:countersign/slack-AbCdEf']);
});

test('only the API and the pages may write what is cut off', () => {
  const puts = (name: 'Api' | 'Wire') =>
    JSON.stringify(
      rolePolicy(name)
        .filter(({ Sid }) => Sid === 'PutItems')
        .map(({ Condition }) => Condition),
    );

  assert.ok(puts('Api').includes('#V#*'));
  assert.ok(!puts('Wire').includes('#V#*'));
  assert.ok(puts('Wire').includes('"Null":{"dynamodb:LeadingKeys":"false"}'));
});

test('the secrets of MCP servers are read by what speaks to them, each by its ARN, and by nothing else', () => {
  const wanted = variation.mcpConnections.flatMap(({ auth }) => ('secretArn' in auth ? [auth.secretArn] : []));
  const read = (name: Parameters<typeof rolePolicy>[0]) =>
    policyIn(varied().resources, name)
      .filter(({ Sid }) => Sid === 'ReadSecrets')
      .flatMap(({ Resource }) => Resource)
      .filter((arn) => arn.includes(':secret:mcp/'));

  assert.equal(wanted.length, 2);
  for (const name of ['Mcp', 'ApprovalsExecute'] as const) assert.deepEqual(read(name).toSorted(), wanted.toSorted(), name);
  for (const name of ['Api', 'Calls', 'Wire', 'ApprovalsNotify'] as const) assert.deepEqual(read(name), [], name);
});
