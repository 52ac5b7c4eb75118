import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resultOf, toolOf } from './between-eras.ts';
import { succeeded } from './rpc.ts';

const list = {
  name: 'all',
  outputSchema: { type: 'array', items: { $ref: '#/$defs/row' }, contains: { $ref: '#' }, $defs: { row: { type: 'string' } } },
};

test('a schema that is no object’s is wrapped for a legacy client, and its result with it', () => {
  assert.deepEqual(toolOf('legacy', list).outputSchema, {
    type: 'object',
    properties: { result: { type: 'array', items: { $ref: '#/$defs/row' }, contains: { $ref: '#/properties/result' } } },
    required: ['result'],
    $defs: { row: { type: 'string' } },
  });
  assert.deepEqual(
    resultOf('legacy', succeeded({ structuredContent: ['a'] }), list),
    succeeded({ structuredContent: { result: ['a'] } }),
  );
});

test('a modern client, and a schema of an object, are left as they are', () => {
  const object = { name: 'one', outputSchema: { type: 'object' } };
  const answer = succeeded({ structuredContent: { a: 1 } });

  assert.equal(toolOf('modern', list), list);
  assert.equal(toolOf('legacy', object), object);
  assert.equal(resultOf('legacy', answer, object), answer);
  assert.equal(resultOf('modern', answer, list), answer);
});
