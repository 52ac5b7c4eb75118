import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { sampleApproval } from './approval/sample-approval.fixture.ts';
import { createMasker } from './masking/masker.ts';
import type { Connection, Parameters } from './model.ts';
import type { AssumeRequest, UpstreamRequest } from './ports.ts';
import { createPresentReader } from './read-present.ts';

const catalog = readCatalog();
const masker = createMasker({ rules: [], enable: [] });
const connection: Connection = {
  kind: 'aws',
  name: 'prod',
  account: '123456789012',
  regions: ['eu-west-1'],
  readRole: 'arn:aws:iam::123456789012:role/countersign/facts',
  roles: [{ arn: 'arn:aws:iam::123456789012:role/r', groups: ['engineers'], narrow: 'service' }],
  wait: 'hold',
  mode: 'enforce',
};

/** What approvers are told of a call, when AWS answers so; and what AWS was asked, by which role. */
async function told(
  service: string,
  operation: string,
  parameters: Parameters,
  answer: { status: number; body: string } | Error,
) {
  const sent: UpstreamRequest[] = [];
  const assumed: AssumeRequest[] = [];
  const reader = createPresentReader({
    catalog,
    masker,
    roles: {
      assume: async (request) => {
        assumed.push(request);
        return { accessKeyId: 'A', secretAccessKey: 's', expiresAt: '2030-01-01T00:00:00.000Z' };
      },
    },
    upstream: {
      send: async (request) => {
        sent.push(request);
        if (answer instanceof Error) throw answer;
        return { status: answer.status, headers: [], body: Buffer.from(answer.body) };
      },
      stream: () => assert.fail('nothing is streamed'),
    },
  });
  const present = await reader.read(connection, { ...sampleApproval().call, service, operation, parameters });
  return { present, sent: sent.map(({ body }) => Buffer.from(body).toString()), roles: assumed.map(({ role }) => role) };
}

test('an instance is told by its state and type, read with the read role', async () => {
  const body =
    '<DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><instanceState><code>16</code><name>running</name></instanceState><instanceType>t3.micro</instanceType></item></instancesSet></item></reservationSet></DescribeInstancesResponse>';

  const { present, sent, roles } = await told('ec2', 'TerminateInstances', { InstanceIds: ['i-1'] }, { status: 200, body });

  assert.deepEqual(present, {
    state: 'found',
    rows: [
      { name: 'InstanceId', text: 'i-1' },
      { name: 'State.Name', text: 'running' },
      { name: 'InstanceType', text: 't3.micro' },
    ],
  });
  assert.match(sent[0] ?? '', /Action=DescribeInstances.*InstanceId\.1=i-1/);
  assert.deepEqual(roles, [connection.readRole]);
});

test('what is secret in it is masked', async () => {
  const Description = 'token ghp_a1B2c3D4e5F6a1B2c3D4e5F6a1B2c3D4e5F6';
  const body = JSON.stringify({ Description, RotationEnabled: true });

  const { present } = await told('secretsmanager', 'DeleteSecret', { SecretId: 'prod/db' }, { status: 200, body });

  assert.ok(present?.state === 'found');
  assert.match(present.rows[0]?.text ?? '', /^token \[masked:/);
  assert.deepEqual(present.rows[1], { name: 'RotationEnabled', text: 'true' });
});

test('what is not there is said to be absent, by an error of AWS or by an empty list', async () => {
  const body = JSON.stringify({ __type: 'ResourceNotFoundException', message: 'no table' });

  assert.deepEqual((await told('dynamodb', 'DeleteTable', { TableName: 't' }, { status: 400, body })).present, {
    state: 'absent',
  });
  assert.deepEqual((await told('ssm', 'PutParameter', { Name: '/a' }, { status: 200, body: '{"Parameters":[]}' })).present, {
    state: 'absent',
  });
});

test('what nobody can look at is said to be unreadable, and stops nothing', async () => {
  const denied = { status: 400, body: JSON.stringify({ __type: 'AccessDeniedException' }) };
  const unreadable = { state: 'unreadable' };

  assert.deepEqual((await told('dynamodb', 'DeleteTable', { TableName: 't' }, denied)).present, unreadable);
  assert.deepEqual((await told('dynamodb', 'DeleteTable', { TableName: 't' }, new Error('lost'))).present, unreadable);
  assert.deepEqual(
    (await told('dynamodb', 'DeleteTable', { TableName: 't' }, { status: 200, body: 'html' })).present,
    unreadable,
  );
});

test('for a call without a look nothing is read', async () => {
  const { present, sent } = await told('ec2', 'RunInstances', {}, new Error('lost'));

  assert.deepEqual([present, sent], [undefined, []]);
});
