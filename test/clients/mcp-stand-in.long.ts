/** A client that was told nothing but the endpoint's address signs in at a provider where it cannot register, by the operator's client. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { startGateway } from './support/gateway.ts';
import { mcpConfig } from './support/mcp-config.ts';
import { host } from './support/mcp-host.ts';

const program = fileURLToPath(
  new URL('../../node_modules/@modelcontextprotocol/server-everything/dist/index.js', import.meta.url),
);

test('the gateway stands in as the authorization server, and hands out the operator’s client', async () => {
  const home = mkdtempSync(join(tmpdir(), 'countersign-home-'));
  const connection = `name: everything, transport: { kind: stdio, command: "${process.execPath}", args: ["${program}", stdio] }`;
  const configFile = mcpConfig(home, { connection, issuer: 'mcpScope: "mcp:use", mcpClient: { clientId: countersign-cli }' });
  const gateway = await startGateway({ configFile });
  try {
    const { kept, provider } = host('engineer');
    const connect = async () => {
      const client = new Client({ name: 'host', version: '1' });
      const transport = new StreamableHTTPClientTransport(new URL(`${gateway.apiUrl}/mcp`), { authProvider: provider });
      return { client, transport, connected: client.connect(transport as never) };
    };
    const first = await connect();
    await assert.rejects(first.connected, /[Uu]nauthorized/);
    await first.transport.finishAuth(kept.back.get('code') ?? '');
    const { client, connected } = await connect();
    await connected;
    const { tools } = await client.listTools();
    await client.close();

    assert.ok(tools.some(({ name }) => name === 'aws_read'));
    assert.equal((kept.client as { readonly client_id: string }).client_id, 'countersign-cli');
    const unscoped = await fetch(`${gateway.apiUrl}/mcp`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await gateway.token('agent')}`, 'content-type': 'application/json' },
      body: '{"jsonrpc":"2.0","id":1,"method":"ping"}',
    });
    assert.equal(unscoped.status, 403);
    assert.match(
      unscoped.headers.get('www-authenticate') ?? '',
      /resource_metadata=".*\/mcp", scope="mcp:use", error="insufficient_scope"/,
    );
    const refused = await fetch(`${gateway.apiUrl}/oauth/register`, {
      method: 'POST',
      body: JSON.stringify({ redirect_uris: ['https://evil.example/callback'] }),
    });
    assert.deepEqual(
      [refused.status, ((await refused.json()) as { readonly error: string }).error],
      [400, 'invalid_redirect_uri'],
    );
  } finally {
    await gateway.stop();
    rmSync(home, { recursive: true });
  }
});
