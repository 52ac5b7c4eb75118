import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import { modelledHeaders } from '../codec/modelled-headers.ts';
import { withExpectedOwner } from './expected-owner.ts';

const catalog = readCatalog();
const account = '123456789012';

function modelledOf(service: string, name: string) {
  const operation = catalog.operation(service, name);
  assert.ok(operation);
  return modelledHeaders(catalog.shape(operation, 'input'));
}

test('a call on a bucket says whose bucket it must be', () => {
  const sent = withExpectedOwner([['accept', '*/*']], { modelled: modelledOf('s3', 'GetObject'), account });

  assert.deepEqual(sent, [
    ['accept', '*/*'],
    ['x-amz-expected-bucket-owner', account],
  ]);
});

test('a copy says it of both ends', () => {
  const sent = withExpectedOwner([], { modelled: modelledOf('s3', 'CopyObject'), account });

  assert.deepEqual(
    sent.map(([name]) => name),
    ['x-amz-expected-bucket-owner', 'x-amz-source-expected-bucket-owner'],
  );
});

test('an owner that the caller named stands, and is not said twice', () => {
  const given = [['X-Amz-Expected-Bucket-Owner', '999999999999']] as const;

  assert.deepEqual(withExpectedOwner(given, { modelled: modelledOf('s3', 'GetObject'), account }), given);
});

test('every operation on an existing bucket has such an owner', () => {
  const without = [...(catalog.services.get('s3')?.operations.keys() ?? [])].filter(
    (name) => withExpectedOwner([], { modelled: modelledOf('s3', name), account }).length === 0,
  );

  // The first creates a bucket, the lists have none, and the resources of the others count as not known.
  assert.deepEqual(without.sort(), [
    'CreateBucket',
    'CreateSession',
    'ListBuckets',
    'ListDirectoryBuckets',
    'RenameObject',
    'WriteGetObjectResponse',
  ]);
});

test('other services get nothing', () => {
  assert.deepEqual(withExpectedOwner([], { modelled: modelledOf('lambda', 'Invoke'), account }), []);
});
