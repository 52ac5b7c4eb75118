/** What the stack promises of its table: the layout that the adapters use, and events that nobody changes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tableLayout as coreLayout } from '#core/recording/table-layout.ts';
import { tableLayout } from '#lib/table-layout.ts';
import { ofType, only, statementsOf } from '../support/hub.ts';

test('the table of the stack is the one that the adapters use', () => {
  assert.deepEqual(tableLayout, coreLayout);
});

test('the table is encrypted with our key, recovers to any second, streams both images, and lets items expire', () => {
  const table = only('AWS::DynamoDB::Table');

  assert.deepEqual(table.SSESpecification.KMSMasterKeyId, { 'Fn::GetAtt': ['GatewayKey', 'Arn'] });
  assert.equal(table.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled, true);
  assert.equal(table.StreamSpecification.StreamViewType, 'NEW_AND_OLD_IMAGES');
  assert.deepEqual(table.TimeToLiveSpecification, { AttributeName: 'expiresAt', Enabled: true });
});

/** By action, the partitions in which it is allowed. */
const allowedChanges: Readonly<Record<string, readonly string[]>> = { DeleteItem: ['H', 'K'], BatchWriteItem: ['A'] };

test('nobody may change or delete an event', () => {
  const statements = statementsOf(only('AWS::DynamoDB::Table').ResourcePolicy.PolicyDocument);
  const never = statements.find(({ Sid }) => Sid === 'AnEventIsNeverChanged');
  assert.equal(never?.Effect, 'Deny');
  for (const action of ['DeleteItem', 'UpdateItem', 'BatchWriteItem', 'PartiQLDelete', 'PartiQLUpdate']) {
    assert.ok(never?.Action.includes(`dynamodb:${action}`), action);
    const holders = ofType('AWS::IAM::Policy').filter(([, resource]) =>
      JSON.stringify(resource).includes(`"dynamodb:${action}"`),
    );
    const statements = holders.flatMap(([, { Properties }]) => statementsOf(Properties.PolicyDocument));
    const changing = statements.filter(({ Action }) => Action.includes(`dynamodb:${action}`));
    const partitions = changing.map(
      ({ Condition }) => /#([A-Z])#\*/.exec(JSON.stringify(Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys']))?.[1],
    );
    // The sealer forgets what it noted; approvals leave the lists of what is open.
    assert.deepEqual([...new Set(partitions)].toSorted(), allowedChanges[action] ?? [], action);
  }
  const keys = JSON.stringify(never?.Condition['ForAnyValue:StringLike']['dynamodb:LeadingKeys']);
  assert.match(keys, /#S#\*.*#N#\*/);
});
