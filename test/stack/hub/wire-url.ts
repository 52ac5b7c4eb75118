/** The front of the wire where nothing else is asked for: a Function URL. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { only } from '../support/hub.ts';

test('the wire streams and authenticates nobody in front of its handler', () => {
  const url = only('AWS::Lambda::Url');

  assert.equal(url.AuthType, 'NONE');
  assert.equal(url.InvokeMode, 'RESPONSE_STREAM');
});
