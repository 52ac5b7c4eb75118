import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalog } from '#adapters/files/catalog.ts';
import type { Parameters } from './model.ts';
import { refuseChosenHeaders } from './refuse-chosen-headers.ts';

const catalog = readCatalog();

function refuse(name: string, parameters: Parameters): void {
  const operation = catalog.operation('s3', name);
  assert.ok(operation !== undefined);
  refuseChosenHeaders(parameters, {
    operation,
    input: catalog.shape(operation, 'input'),
    output: catalog.shape(operation, 'output'),
  });
}

for (const name of ['ResponseContentType', 'ResponseContentEncoding', 'ResponseContentDisposition', 'ResponseContentLanguage']) {
  test(`a client does not choose by ${name} how its answer is read`, () => {
    assert.throws(() => refuse('GetObject', { Bucket: 'b', Key: 'k', [name]: 'x' }), { code: 'unsupported-call' });
  });
}

test('what says nothing of the payload may be chosen', () => {
  assert.doesNotThrow(() => refuse('GetObject', { Bucket: 'b', Key: 'k', ResponseCacheControl: 'no-store', VersionId: 'v' }));
  assert.doesNotThrow(() => refuse('HeadBucket', { Bucket: 'b' }));
});
