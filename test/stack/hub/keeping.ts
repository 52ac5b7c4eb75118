/** What is kept when a stack is upgraded or deleted, and what a dev stage leaves behind: nothing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowed, policyIn, resources, rolePolicy } from '../support/hub.ts';
import {
  development,
  exampleConfig,
  fargate,
  namedWire,
  type Properties,
  production,
  restApi,
  synthesise,
} from '../support/synth.ts';

test('what holds state keeps its logical id, so that no upgrade replaces it', () => {
  const stateful = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret'];
  const found = Object.entries(resources).filter(([, { Type }]) => stateful.includes(Type));

  assert.deepEqual(Object.fromEntries(found.map(([id, { Type }]) => [id, Type])), {
    AccessLogBucket: 'AWS::S3::Bucket',
    GatewayKey: 'AWS::KMS::Key',
    Keyring: 'AWS::SecretsManager::Secret',
    RecordBucket: 'AWS::S3::Bucket',
    RecordTable: 'AWS::DynamoDB::Table',
    SigningKey: 'AWS::KMS::Key',
  });
});

test('in production nothing that holds state is deleted with the stack', () => {
  for (const id of ['AccessLogBucket', 'GatewayKey', 'Keyring', 'RecordBucket', 'RecordTable', 'SigningKey']) {
    assert.equal(resources[id]?.DeletionPolicy, 'Retain', id);
    assert.equal(resources[id]?.UpdateReplacePolicy, 'Retain', id);
  }
  assert.equal(resources.RecordTable?.Properties.DeletionProtectionEnabled, true);
});

test('a dev stage destroys cleanly: nothing is kept, locked or protected', () => {
  const dev = development().resources;

  for (const [id, { DeletionPolicy, UpdateReplacePolicy, Properties }] of Object.entries(dev)) {
    assert.doesNotMatch(`${DeletionPolicy} ${UpdateReplacePolicy}`, /Retain|Snapshot/, id);
    assert.notEqual(Properties?.DeletionProtectionEnabled, true, id);
  }
  assert.equal(dev.RecordBucket?.Properties.ObjectLockEnabled, undefined);
  assert.equal(Object.values(dev).filter(({ Type }) => Type === 'Custom::S3AutoDeleteObjects').length, 2);
  for (const id of ['GatewayKey', 'SigningKey']) assert.equal(dev[id]?.Properties.PendingWindowInDays, 7, id);
});

test('what fronts keep in a dev stage goes with it as well', () => {
  for (const wire of [namedWire('rest-api'), namedWire('fargate')]) {
    for (const [id, { DeletionPolicy, Properties }] of Object.entries(synthesise({ stage: 'dev', wire }).resources)) {
      assert.notEqual(DeletionPolicy, 'Retain', id);
      const attributes: readonly { readonly Key: string; readonly Value: string }[] = Properties?.LoadBalancerAttributes ?? [];
      assert.notEqual(attributes.find(({ Key }) => Key === 'deletion_protection.enabled')?.Value, 'true', id);
    }
  }
});

test('every function logs to a group of the stack, and none may make another that would stay', () => {
  for (const { resources: made } of [development(), production(), restApi(), fargate()]) {
    const functions = Object.entries(made).filter(([, { Type }]) => Type === 'AWS::Lambda::Function');
    for (const [id, { Properties }] of functions) {
      const { Ref: group } = Properties.LoggingConfig?.LogGroup ?? {};
      assert.equal(made[group]?.Type, 'AWS::Logs::LogGroup', id);
    }
    assert.doesNotMatch(JSON.stringify(made), /logs:CreateLogGroup|AWSLambdaBasicExecutionRole/);
  }
});

test('bodies and segments leave the bucket when their time is up; checkpoints carry the chain on, and stay', () => {
  for (const { resources: made } of [production(), development()]) {
    const rules: readonly Properties[] = made.RecordBucket?.Properties.LifecycleConfiguration.Rules;
    const ending = rules.filter(({ ExpirationInDays }) => ExpirationInDays !== undefined);

    assert.deepEqual(
      ending.map(({ Prefix, ExpirationInDays }) => [Prefix, ExpirationInDays]),
      [
        ['bodies/', 400],
        ['events/', 400],
      ],
    );
  }
});

test('on a restored table everything runs as on its own, which leaves the stack and is kept', () => {
  const restoredTable = {
    name: 'countersign-restored',
    streamArn: 'arn:aws:dynamodb:eu-west-1:999999999999:table/countersign-restored/stream/2026-11-24T00:00:00.000',
  };
  const { resources: made } = synthesise({ recording: { ...exampleConfig().recording, restoredTable } });
  const all = Object.values(made);

  assert.equal(made.RecordTable, undefined);
  assert.doesNotMatch(JSON.stringify(made), /RecordTable/);
  const told = all.flatMap(({ Properties }) => Properties?.Environment?.Variables?.COUNTERSIGN_TABLE ?? []);
  assert.deepEqual([...new Set(told)], [restoredTable.name]);
  assert.equal(told.length, 9);
  const mapping = all.find(({ Type }) => Type === 'AWS::Lambda::EventSourceMapping');
  assert.equal(mapping?.Properties.EventSourceArn, restoredTable.streamArn);
  for (const name of ['Wire', 'Seal', 'Api'] as const)
    assert.deepEqual(allowed(policyIn(made, name)), allowed(rolePolicy(name)), name);
});

test('another text for restart ends the environments of every function', () => {
  const { resources: made } = synthesise({}, undefined, { restart: 'k2' });
  const functions = Object.values(made).filter(({ Type }) => Type === 'AWS::Lambda::Function');

  assert.equal(functions.length, 9);
  for (const { Properties } of functions) assert.equal(Properties.Environment.Variables.COUNTERSIGN_RESTART, 'k2');
});
