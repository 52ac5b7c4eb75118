/**
 * The stack served from its synthesised template: the real bundles behind emulated fronts, in the template's own environments, and
 * every SDK call of theirs held against the policies of their roles. The tests of clients run against it as against one machine.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { served } from './served/gateways.ts';
// First, because it looks at what is there from the start.
import '../clients/mcp-sdk.test.ts';
import '../clients/json-calls.test.ts';
import '../clients/sdk-story.test.ts';
import '../clients/page-sign-in.test.ts';

test('what the handlers ask of AWS, their roles allow', async (t) => {
  const { permissions, astray } = await served();
  t.diagnostic(permissions.unused().join('\n'));
  assert.deepEqual(permissions.refused(), []);
  assert.deepEqual(astray(), []);
});
