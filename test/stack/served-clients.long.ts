/** The tests of clients, against the stack that is served from its synthesised template as against one machine. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { served } from './served/gateways.ts';
// First, because it looks at what is there from the start.
import '../clients/mcp-sdk.test.ts';
import '../clients/json-calls.test.ts';
import '../clients/sdk-story.test.ts';
import '../clients/page-sign-in.test.ts';

test('what the handlers ask of AWS, their roles allow', async () => {
  const { permissions, lambda, astray } = await served();
  await lambda.settled();

  assert.deepEqual(permissions.refused(), []);
  assert.deepEqual(astray(), []);
});
