import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prefixedName, serverOf } from './tool-names.ts';

test('a name is prefixed by its server, and told from it again', () => {
  assert.equal(prefixedName('tickets', 'get__all'), 'tickets__get__all');
  assert.equal(serverOf('tickets__get__all'), 'tickets');
  assert.equal(serverOf('aws_read'), undefined);
  assert.equal(serverOf('__x'), undefined);
});

test('a long name is cut to what every client takes, and two long ones stay apart', () => {
  const [a, b] = ['a', 'b'].map((end) => prefixedName('tickets', `${'x'.repeat(100)}${end}`) ?? '');

  assert.equal(a?.length, 64);
  assert.notEqual(a, b);
});

test('a name that no client could call is none', () => {
  for (const name of ['', 'a/b', 'a b', 'ä']) assert.equal(prefixedName('tickets', name), undefined);
});
