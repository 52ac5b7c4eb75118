/** The partitions that the roles are cut by are those that the adapters use: another letter would be denied on AWS alone. */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { openTable } from '#adapters/aws/dynamodb.ts';
import { createDynamoDbApprovals } from '#adapters/aws/dynamodb-approvals.ts';
import { createDynamoDbExecutions } from '#adapters/aws/dynamodb-executions.ts';
import { createDynamoDbHolds } from '#adapters/aws/dynamodb-holds.ts';
import { openDynamoDbPersonKeys } from '#adapters/aws/dynamodb-person-keys.ts';
import { createDynamoDbRecorder } from '#adapters/aws/dynamodb-recorder.ts';
import { createDynamoDbRevocations } from '#adapters/aws/dynamodb-revocations.ts';
import { createDynamoDbStoredCalls } from '#adapters/aws/dynamodb-stored-calls.ts';
import { createTaskTokens } from '#adapters/aws/dynamodb-task-tokens.ts';
import { createExtraResources } from '#adapters/aws/extra-resources.ts';
import { createOpenCalls } from '#adapters/aws/open-calls.ts';
import { createS3Bodies } from '#adapters/aws/s3-bodies.ts';
import { sampleApproval } from '#core/approval/sample-approval.fixture.ts';
import type { EventDraft } from '#core/recording/draft.ts';
import { createWriter } from '#core/recording/writer.ts';
import { partitions } from '#lib/table-layout.ts';
import { createTable, startDynalite } from '#test/contracts/dynamodb-doubles.ts';

process.env.AWS_ACCESS_KEY_ID = 'test';
process.env.AWS_SECRET_ACCESS_KEY = 'test';

const region = 'eu-west-1';
const now = () => '2026-11-24T12:00:00.000Z';
const keyring = { current: 'k1', roots: new Map([['k1', new Uint8Array(32).fill(1)]]) };
const dynalite = await startDynalite();
const table = openTable({ name: 'record', tenant: '999999999999', region, endpoint: dynalite.endpoint });
after(async () => {
  table.client.destroy();
  await dynalite.close();
});

test('events, revocations, executions, approvals and what the sealer keeps each lie in their own partition', async () => {
  await createTable(table.client, table.name);
  const bodies = createS3Bodies({ bucket: 'record', region, endpoint: dynalite.endpoint });
  const recorder = createDynamoDbRecorder({ table, bodies, hotDays: 1 });
  let ids = 0;
  const newId = () => `01KAVW0000000000000000000${++ids}`;
  const { record } = createWriter({ recorder, now, newId, tenant: table.tenant, productVersion: '0' });
  const refused: EventDraft = { kind: 'refused', callId: newId(), channel: 'aws', sourceIp: '203.0.113.7' };

  await record(refused);
  await record({ ...refused, session: '01KAVW00000000000000000009' });
  await createDynamoDbRevocations({ table, now }).revoke({ kind: 'session', id: 'x', revokedAt: now() });

  const begun = { command: 'c', callId: 'x', state: 'begun', begunAt: now(), until: now() } as const;
  await createDynamoDbExecutions(table).begin('c', begun);

  await createDynamoDbApprovals({ table, hotDays: 1 }).create(sampleApproval(), undefined);
  await createTaskTokens({ table, keyring, now }).keep('x', 'token');
  await createDynamoDbStoredCalls(table).keep({ id: 'x', approval: 'y', state: 'awaiting-approval', until: now() });

  await createDynamoDbHolds(table).hold('x', now());
  await openDynamoDbPersonKeys({ table, now, log: () => undefined });

  const event = await record({ ...refused, kind: 'intent', session: '01KAVW00000000000000000009' });
  await createOpenCalls(table).note([event]);
  const columns = { ...event.columns, kind: 'outcome' as const, resources: ['arn:one', 'arn:two'] };
  await createExtraResources(table, { hotDays: 1 }).add([{ ...event, columns }]);

  const { Items = [] } = await table.client.send(new ScanCommand({ TableName: table.name }));
  const letters = Items.map(({ pk }) => /^999999999999#([A-Z])#/.exec(pk?.S ?? '')?.[1]);
  assert.deepEqual([...new Set(letters)].toSorted(), Object.values(partitions).toSorted());
});
