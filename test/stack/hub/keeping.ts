/** What is kept when a stack is upgraded or deleted, and what a dev stage leaves behind: nothing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resources } from '../support/hub.ts';
import { development } from '../support/synth.ts';

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

  for (const [id, { Type, DeletionPolicy }] of Object.entries(dev)) {
    if (Type.startsWith('AWS::Logs') || Type.startsWith('AWS::DynamoDB') || Type.startsWith('AWS::S3::Bucket')) {
      assert.notEqual(DeletionPolicy, 'Retain', id);
    }
  }
  assert.equal(dev.RecordTable?.Properties.DeletionProtectionEnabled, false);
  assert.equal(dev.RecordBucket?.Properties.ObjectLockEnabled, undefined);
  assert.equal(Object.values(dev).filter(({ Type }) => Type === 'Custom::S3AutoDeleteObjects').length, 2);
});
