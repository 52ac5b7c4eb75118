/**
 * The stack served from its synthesised template: the real bundles behind emulated fronts, in the template's own environments, and
 * every SDK call of theirs held against the policies of their roles. The stories make the handlers do all that they do.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedInRaces, neverAsked } from './served/beyond-the-stories.ts';
import { served } from './served/gateways.ts';
import './served/stories/fronts.ts';
import './served/stories/approvals.ts';
import './served/stories/bodies.ts';
import './served/stories/mcp-server.ts';
import './served/stories/record.ts';
import './served/stories/losses.ts';

test('what the handlers ask of AWS, their roles allow; and they ask it of hosts that are there, in forms that are known', async () => {
  const { permissions, lambda, astray } = await served();
  await lambda.settled();

  assert.deepEqual(permissions.refused(), []);
  assert.deepEqual(astray(), []);
});

test('nothing else is allowed: what no story asks for has its reason, and every reason is still needed', async () => {
  const { permissions } = await served();
  const unused = permissions.unused().filter((line) => askedInRaces[line] === undefined);

  assert.deepEqual(unused, Object.keys(neverAsked).sort());
  for (const line of Object.keys(askedInRaces)) assert.ok(permissions.all().includes(line), line);
});
