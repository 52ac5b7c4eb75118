/** An MCP server whose secret stands in Secrets Manager: called by an agent's front, and by the executor after an approval. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentOf, rawMcp } from '#test/clients/support/mcp-raw.ts';
import { served } from '../gateways.ts';
import { approvals, post, tool, until, withdrawAll } from './acting.ts';

async function works(as: string, name: string, work: string) {
  const { apiUrl, token } = await served();
  return rawMcp(`${apiUrl}/mcp/works`, await token(as)).legacy('tools/call', { name, arguments: { work } });
}

test('a tool is called with the secret, which nobody but the server sees', async () => {
  const { works: upstream, output } = await served();

  const { result, error } = await works('engineer', 'harmless', 'now');

  assert.match(JSON.stringify(result ?? error), /done: now/);
  assert.deepEqual([upstream.done('now'), upstream.strangers()], [1, 0]);
  assert.ok(!`${JSON.stringify(result)}${output()}`.includes('text-of-countersign/works'));
});

test('a tool that destroys waits for its approval, is done once by the executor, and its answer is fetched', async () => {
  await withdrawAll('engineer');
  const { works: upstream } = await served();

  const asked = contentOf(await works('engineer', 'risky', 'later'));
  const before = upstream.done('later');
  const [waiting] = await approvals('approver', 'for=me&state=pending');
  await post('approver', `/v1/approvals/${waiting?.id}/verdicts`, { verdict: 'approve' });
  const done = await until(async () => {
    const { result } = await tool('engineer', 'countersign_call_status', { call_id: asked.call_id, wait_seconds: 5 });
    return JSON.stringify(result).includes('"done":"later"') ? result : undefined;
  });

  assert.equal(asked.status, 'awaiting-approval');
  assert.ok(done !== undefined);
  assert.deepEqual([before, upstream.done('later'), upstream.strangers()], [0, 1, 0]);
});
