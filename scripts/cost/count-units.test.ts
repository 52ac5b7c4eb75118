import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unitsOf } from './count-units.ts';

test('a write is billed by the KB, for the table and for each index that the item is in', () => {
  const item = { pk: { S: 'a' }, sk: { S: 'b' }, at: { S: 'c' }, dayKey: { S: 'd' }, line: { S: 'x'.repeat(1500) } };

  assert.deepEqual(unitsOf('PutItem', { Item: item }, 2), { writes: 3, reads: 0 });
  assert.deepEqual(unitsOf('GetItem', { ConsistentRead: true }, 5000), { writes: 0, reads: 2 });
  // What is read once a minute is no call's, whatever minute the calls were counted in.
  assert.deepEqual(unitsOf('GetItem', { Key: { pk: { S: '999999999999#P#' } }, ConsistentRead: true }, 5000).reads, 0);
});
