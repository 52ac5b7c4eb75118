import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError } from '#core/errors.ts';
import { createJsonQuery } from './jmespath.ts';

test('an expression picks from a value', () => {
  const query = createJsonQuery();

  assert.deepEqual(query('Reservations[].Instances[].InstanceId', { Reservations: [{ Instances: [{ InstanceId: 'i-1' }] }] }), [
    'i-1',
  ]);
  assert.equal(query('nothing', {}), null);
});

test('what is no expression is refused with a way round', () => {
  assert.throws(
    () => createJsonQuery()('[[', {}),
    (error) => error instanceof GatewayError && error.code === 'malformed-request',
  );
});

test('an expression that takes too long is stopped', () => {
  const many = Array.from({ length: 3000 }, (_, index) => index);
  const expression = `[].[${Array.from({ length: 40 }, () => '$[].to_string(@)').join(',')}]`.replaceAll('$', '@');
  const query = createJsonQuery({ limitMilliseconds: 1 });

  assert.throws(() => query(expression, { a: many }.a), /longer than 1 ms/);
});

test('an expression nested a thousand deep is refused', () => {
  assert.throws(() => createJsonQuery()(`${'['.repeat(20_000)}`, {}), GatewayError);
});
