import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { GatewayError } from '../../../errors.ts';
import type { Parameters } from '../../../model.ts';
import type { Keyring } from '../../../sealed.ts';
import { type FlowBinding, flowMembers, unwrapFlowTokens, wrapFlowToken } from './flow-token.ts';

const catalog = readCatalog();
const keyring: Keyring = {
  current: 'k2',
  roots: new Map([
    ['k1', new Uint8Array(32).fill(1)],
    ['k2', new Uint8Array(32).fill(2)],
  ]),
};

function membersOf(service: string, name: string) {
  const operation = catalog.operation(service, name);
  assert.ok(operation);
  return flowMembers(service, catalog.shape(operation, 'input'), catalog.shape(operation, 'output'));
}

const members = { inputs: ['NextToken'], outputs: ['NextToken'] };
const parameters: Parameters = { Filters: [{ Name: 'tag:env', Values: ['dev'] }], MaxResults: 5 };
const binding: FlowBinding = {
  principal: 'okta:ann',
  connection: 'prod',
  call: { service: 'ec2', operation: 'DescribeInstances', region: 'eu-west-1', account: '123456789012', parameters },
  members,
};

function asking(token: string, change: Partial<FlowBinding> = {}, more: Parameters = {}): FlowBinding {
  const call = { ...binding.call, ...change.call };
  return { ...binding, ...change, call: { ...call, parameters: { ...parameters, ...more, NextToken: token } } };
}

function refusal(run: () => unknown): GatewayError {
  try {
    run();
  } catch (error) {
    if (error instanceof GatewayError) return error;
  }
  throw new assert.AssertionError({ message: 'expected a GatewayError' });
}

test('the same question goes on, and AWS gets its own token', () => {
  const token = wrapFlowToken('eyJ2Ijoi.a.b==', binding, keyring);

  assert.deepEqual(unwrapFlowTokens(asking(token), keyring), { ...parameters, NextToken: 'eyJ2Ijoi.a.b==' });
});

const token = wrapFlowToken('page-2', binding, keyring);
const others: readonly (readonly [what: string, asked: FlowBinding])[] = [
  ['another principal', asking(token, { principal: 'okta:eve' })],
  ['another connection', asking(token, { connection: 'stage' })],
  ['another operation', asking(token, { call: { ...binding.call, operation: 'DescribeVolumes' } })],
  ['another region', asking(token, { call: { ...binding.call, region: 'us-east-1' } })],
  ['another filter', asking(token, {}, { Filters: [] })],
  ['a parameter more', asking(token, {}, { IncludeAll: true })],
  ['another token behind the same hash', asking(token.replace('page-2', 'page-3'))],
  ['AWS’s own token', asking('page-2')],
  ['a key that there is not', asking(token.replace('.k2.', '.k9.'))],
  ['a hash that is cut', asking(token.replace(/\.[A-Za-z0-9_-]{43}\./, '.AAAA.'))],
];

for (const [what, asked] of others) {
  test(`a token is no good for ${what}`, () => {
    const error = refusal(() => unwrapFlowTokens(asked, keyring));

    assert.equal(error.code, 'denied');
    assert.match(error.message, /Begin again without NextToken/);
    assert.doesNotMatch(error.message, /page-2/);
  });
}

test('a token of an older key still goes on; one of a key that was taken away does not', () => {
  const older = wrapFlowToken('page-2', binding, { ...keyring, current: 'k1' });

  assert.equal(unwrapFlowTokens(asking(older), keyring).NextToken, 'page-2');
  assert.equal(
    refusal(() => unwrapFlowTokens(asking(older), { current: 'k2', roots: new Map([['k2', new Uint8Array(32)]]) })).code,
    'denied',
  );
});

test('a first page has no token, and an empty one is none', () => {
  assert.deepEqual(unwrapFlowTokens(binding, keyring), parameters);
  assert.equal(unwrapFlowTokens(asking(''), keyring).NextToken, '');
});

const known: readonly (readonly [service: string, operation: string, inputs: readonly string[], outputs: readonly string[]])[] = [
  ['ec2', 'DescribeInstances', ['NextToken'], ['NextToken']],
  ['iam', 'ListUsers', ['Marker'], ['Marker']],
  ['lambda', 'ListFunctions', ['Marker'], ['NextMarker']],
  ['logs', 'GetLogEvents', ['nextToken'], ['nextForwardToken', 'nextBackwardToken']],
  ['s3', 'ListObjectsV2', ['ContinuationToken'], ['ContinuationToken', 'NextContinuationToken']],
  ['s3', 'ListObjects', [], []],
  ['sns', 'ConfirmSubscription', [], []],
  ['sts', 'GetSessionToken', [], []],
  ['secretsmanager', 'CreateSecret', [], []],
];

for (const [service, operation, inputs, outputs] of known) {
  test(`the flow tokens of ${service}:${operation} are ${[...inputs, ...outputs].join(', ') || 'none'}`, () => {
    assert.deepEqual(membersOf(service, operation), { inputs, outputs });
  });
}

test('no member that mints or proves something is taken for a flow token', () => {
  for (const service of catalog.services.values()) {
    for (const operation of service.operations.values()) {
      if (!operation.mintsCredentials) continue;
      const { outputs } = membersOf(service.id, operation.name);
      assert.ok(
        outputs.every((name) => !/session|access|security|auth/i.test(name)),
        `${service.id}:${operation.name} ${outputs}`,
      );
    }
  }
});
