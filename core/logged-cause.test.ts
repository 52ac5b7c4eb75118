import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayError, Reason } from './errors.ts';
import { loggedCause } from './logged-cause.ts';

test('a stranger’s error is told by its class, its code and its place, never by its message', () => {
  const refused = Object.assign(new Error('connect to secret-host'), { code: 'ECONNREFUSED' });

  assert.match(loggedCause(refused).cause ?? '', /^Error \(ECONNREFUSED, logged-cause\.test\.ts:\d+:\d+\)$/);
});

test('an error of AWS is told with what leads to AWS’s own log', () => {
  const $metadata = { httpStatusCode: 400, requestId: 'AB-12' };
  const denied = Object.assign(new Error('secret'), { name: 'AccessDeniedException', $metadata });

  assert.match(loggedCause(denied).cause ?? '', /^AccessDeniedException \(status 400, request AB-12, /);
});

test('a sentence of ours is told whole, and so is what lies behind it', () => {
  const cause = new GatewayError('recorder-unavailable', 'AWS did not answer.', { cause: new Reason('it was throttled') });

  assert.equal(loggedCause(cause).cause, 'recorder-unavailable: AWS did not answer., because of it was throttled');
});

test('a message that imitates a place, a name or a code is not believed', () => {
  const message = 'first\n    at secret (secret.ts:1:1)\nlast';
  const error = Object.assign(new Error(message), { name: 'secret name', code: 'secret code', stack: `Error: ${message}` });

  assert.deepEqual(loggedCause(error), { cause: 'Error' });
});

test('what is no error is told of in no way', () => {
  assert.deepEqual(loggedCause('secret'), {});
  assert.deepEqual(loggedCause(undefined), {});
});
