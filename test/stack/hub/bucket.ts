/** What the stack promises of the record’s bucket. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofType, resources, statementsOf } from '../support/hub.ts';
import { varied } from '../support/synth.ts';

test('the record’s bucket is locked, versioned, closed to the public, and speaks TLS alone', () => {
  const bucket = resources.RecordBucket?.Properties;
  const policies = ofType('AWS::S3::BucketPolicy').map(([, { Properties }]) => statementsOf(Properties.PolicyDocument));

  assert.deepEqual(bucket.ObjectLockConfiguration.Rule.DefaultRetention, { Mode: 'GOVERNANCE', Days: 400 });
  assert.equal(bucket.VersioningConfiguration.Status, 'Enabled');
  assert.deepEqual(new Set(Object.values(bucket.PublicAccessBlockConfiguration)), new Set([true]));
  assert.equal(policies.length, 2);
  for (const statements of policies) {
    const conditions = statements.filter(({ Effect }) => Effect === 'Deny').map(({ Condition }) => JSON.stringify(Condition));
    assert.ok(conditions.includes('{"Bool":{"aws:SecureTransport":"false"}}'));
    assert.ok(conditions.includes('{"NumericLessThan":{"s3:TlsVersion":1.2}}'));
  }
});

test('compliance mode comes from the operator’s file', () => {
  const bucket = varied().resources.RecordBucket?.Properties;

  assert.deepEqual(bucket.ObjectLockConfiguration.Rule.DefaultRetention, { Mode: 'COMPLIANCE', Days: 3000 });
});
