import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { errorStatuses, GatewayError, toGatewayError } from './errors.ts';

const documented = new Map(
  [
    ...readFileSync(new URL('../docs/reference/errors.md', import.meta.url), 'utf8').matchAll(/^\| `([a-z-]+)` \| (\d{3}) \|/gm),
  ].map(([, code = '', status = '']) => [code, Number(status)]),
);

test('every error code is documented with its status, and nothing else is', () => {
  assert.deepEqual(Object.fromEntries(documented), { ...errorStatuses });
});

test('what is not a gateway error becomes internal, without its text', () => {
  const error = toGatewayError(new Error('the secret is hunter2'));

  assert.equal(error.code, 'internal');
  assert.doesNotMatch(error.message, /hunter2/);
});

test('a gateway error passes as it is', () => {
  const error = new GatewayError('denied', 'no');

  assert.equal(toGatewayError(error), error);
});
