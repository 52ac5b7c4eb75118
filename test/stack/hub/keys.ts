/** What the stack promises of its keys, and who is kept from table, bucket and keyring. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofType, only, resources, statementsOf } from '../support/hub.ts';

test('the key is used through its services alone, by nobody from another account', () => {
  const key = resources.GatewayKey?.Properties;
  const statements = statementsOf(key.KeyPolicy);
  const using = statements.filter(({ Action }) =>
    Action.some((action) => /Decrypt|Encrypt|GenerateDataKey|CreateGrant/.test(action)),
  );

  assert.equal(key.EnableKeyRotation, true);
  assert.equal(using.length, 1);
  assert.equal(using[0]?.Condition.StringEquals['kms:ViaService'].length, 3);
  assert.deepEqual(using[0]?.Condition.StringEquals['kms:CallerAccount'], { Ref: 'AWS::AccountId' });
  assert.ok(!statements.some(({ Action }) => Action.some((action) => action.includes('*'))));
});

test('the keyring is made where it lives, as the product reads it', () => {
  const { GenerateSecretString: made } = only('AWS::SecretsManager::Secret');

  assert.deepEqual(JSON.parse(made.SecretStringTemplate), { current: 'k1' });
  assert.equal(only('AWS::SecretsManager::Secret').SecretString, undefined);
  assert.deepEqual([made.GenerateStringKey, made.PasswordLength, made.ExcludePunctuation], ['k1', 64, true]);
});

test('table, bucket and keyring refuse everybody but the functions that use them', () => {
  const guarded = [
    statementsOf(only('AWS::DynamoDB::Table').ResourcePolicy.PolicyDocument),
    statementsOf(only('AWS::SecretsManager::ResourcePolicy').ResourcePolicy),
    ...ofType('AWS::S3::BucketPolicy').map(([, { Properties }]) => statementsOf(Properties.PolicyDocument)),
  ];

  const named = guarded.flatMap((statements) =>
    statements.flatMap(({ Effect, Condition }) =>
      Effect === 'Deny' ? (Condition.StringNotEquals?.['aws:PrincipalArn'] ?? []).length : 0,
    ),
  );
  assert.deepEqual(named.filter((count) => count > 0).toSorted(), [6, 8, 9]);
});
