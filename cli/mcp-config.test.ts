import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CliError } from './cli-error.ts';
import { mcpClients, mcpConfig } from './mcp-config.ts';

test('every client is told the endpoint in its own form', () => {
  for (const client of mcpClients) {
    const { where, text } = mcpConfig('https://gw.example', { client });
    assert.match(text, /https:\/\/gw\.example\/mcp["\n]/, client);
    assert.notEqual(where, '', client);
  }
  assert.deepEqual(JSON.parse(mcpConfig('https://gw.example', { client: 'claude', connection: 'tickets' }).text), {
    mcpServers: { countersign: { type: 'http', url: 'https://gw.example/mcp/tickets' } },
  });
});

test('a client that is not known is refused with those that are, also one that objects have by birth', () => {
  for (const client of ['emacs', 'toString']) {
    assert.throws(
      () => mcpConfig('https://gw.example', { client }),
      (error) => error instanceof CliError && /claude, cursor/.test(error.message),
    );
  }
});
