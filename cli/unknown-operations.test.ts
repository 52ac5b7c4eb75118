import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unknownOperations } from './unknown-operations.ts';

function faultsOf(operations: readonly string[]): readonly string[] {
  return unknownOperations({
    enable: [],
    rules: [{ name: 'badge', class: 'pii.id', form: 'redact', paths: ['**.badge'], operations }],
  });
}

test('a masking rule for an operation that AWS does not have is a fault, and says which', () => {
  assert.deepEqual(faultsOf(['dynamodb:*', 'lambda:Get*', '*:*']), []);
  assert.match(
    faultsOf(['dynamodb:*', 'dynamdb:GetItem']).join(),
    /masking\.rules\.0 \("badge"\): no operation is called "dynamdb:GetItem"/,
  );
  assert.equal(faultsOf(['DynamoDB:GetItem', 's3:GetObjects']).length, 2);
});
