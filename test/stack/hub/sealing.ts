/** What the stack promises of the sealer. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowed, ofType, only, resources, rolePolicy, statementsOf } from '../support/hub.ts';

test('the sealer wakes on the stream with both images, cuts bad batches in two, and loses none without a trace', () => {
  const stream = only('AWS::Lambda::EventSourceMapping');

  assert.equal(stream.BisectBatchOnFunctionError, true);
  assert.equal(stream.StartingPosition, 'TRIM_HORIZON');
  assert.ok(stream.MaximumBatchingWindowInSeconds <= 60 && stream.MaximumRetryAttempts > 0);
  assert.match(JSON.stringify(stream.DestinationConfig.OnFailure.Destination), /DeadLetters/);
  assert.equal(only('AWS::Events::Rule').ScheduleExpression, 'rate(5 minutes)');
  assert.equal(only('AWS::Events::Rule').Targets[0].Input, '{"kind":"tick"}');
});

test('the sealer may do what it does, deletes in the partitions of its own alone, and it alone signs', () => {
  const statements = rolePolicy('Seal');
  const deleting = statements.filter(({ Action }) => Action.includes('dynamodb:DeleteItem'));
  const signers = ofType('AWS::IAM::Policy').filter(([, resource]) => JSON.stringify(resource).includes('"kms:Sign"'));
  const signing = statementsOf(resources.SigningKey?.Properties.KeyPolicy).filter(({ Action }) => Action.includes('kms:Sign'));

  const keys = deleting.flatMap(({ Condition }) => Condition?.['ForAllValues:StringLike']['dynamodb:LeadingKeys']);
  assert.deepEqual(
    keys.map((key: object) => JSON.stringify(key)),
    ['K', 'H'].map((letter) => `{"Fn::Join":["",[{"Ref":"AWS::AccountId"},"#${letter}#*"]]}`),
  );
  assert.deepEqual(allowed(statements), [
    'dynamodb:BatchGetItem',
    'dynamodb:DeleteItem',
    'dynamodb:DeleteItem',
    'dynamodb:DescribeStream',
    'dynamodb:GetItem',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
    'dynamodb:PutItem',
    'dynamodb:PutItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:Query',
    'dynamodb:Query',
    'dynamodb:Scan',
    'events:PutEvents',
    'kms:Decrypt',
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKey',
    'kms:GetPublicKey',
    'kms:Sign',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    's3:GetObject',
    's3:PutObject',
    's3:PutObjectLegalHold',
    'sqs:SendMessage',
    'xray:PutTelemetryRecords',
    'xray:PutTraceSegments',
  ]);
  assert.deepEqual(
    signers.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')),
    ['SealPolicy'],
  );
  assert.equal(signing.length, 1);
  assert.equal(resources.SigningKey?.Properties.KeySpec, 'ECC_NIST_P256');
});
