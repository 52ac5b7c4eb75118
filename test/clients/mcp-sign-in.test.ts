/** MCP clients that were told nothing but the endpoint's address find the issuer, register, and sign their user in (RFC 9728, 7591, 8707). */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { finish, host, redirectUrl } from './support/mcp-host.ts';

let gateway: TestGateway;
before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());

const eras = {
  legacy: { client: () => new LegacyClient({ name: 'host', version: '1' }), transport: LegacyTransport },
  modern: {
    client: () => new ModernClient({ name: 'host', version: '1' }, { versionNegotiation: { mode: 'auto' } }),
    transport: ModernTransport,
  },
} as const;

for (const [era, { client: newClient, transport: Transport }] of Object.entries(eras)) {
  test(`a ${era} client signs its user in by the endpoint’s address alone, and acts for that user as an agent`, async () => {
    const { kept, provider } = host('engineer');
    const connect = async () => {
      const client = newClient() as LegacyClient;
      const transport = new Transport(new URL(`${gateway.apiUrl}/mcp`), { authProvider: provider });
      return { client, transport, connected: client.connect(transport as never) };
    };

    const first = await connect();
    await assert.rejects(first.connected, /[Uu]nauthorized/);
    await finish(first.transport, kept.back);
    const { client, connected } = await connect();
    await connected;
    const { structuredContent } = await client.callTool({ name: 'countersign_whoami', arguments: {} });
    await client.close();

    assert.match(JSON.stringify(structuredContent), /"kind":"agent".*dev:engineer|dev:engineer.*"kind":"agent"/);
    assert.deepEqual(audienceOf(kept.tokens?.access_token), `${gateway.apiUrl}/mcp`);
  });
}

test('a token for one address is good there alone: not at another connection, not at the JSON API, not for credentials', async () => {
  const { kept, provider } = host('engineer');
  const transport = new ModernTransport(new URL(`${gateway.apiUrl}/mcp/everything`), { authProvider: provider });
  await assert.rejects(new ModernClient({ name: 'host', version: '1' }).connect(transport), /[Uu]nauthorized/);
  await transport.finishAuth(kept.back);
  const authorization = `Bearer ${kept.tokens?.access_token}`;
  const statusOf = async (path: string, body?: object) =>
    (
      await fetch(`${gateway.apiUrl}${path}`, {
        headers: { authorization, accept: 'application/json, text/event-stream', 'content-type': 'application/json' },
        ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      })
    ).status;
  const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };

  assert.equal(audienceOf(kept.tokens?.access_token), `${gateway.apiUrl}/mcp/everything`);
  assert.equal(await statusOf('/mcp/everything', ping), 200);
  for (const path of ['/mcp', '/mcp/sandbox']) assert.equal(await statusOf(path, ping), 401, path);
  for (const path of ['/v1/whoami', '/v1/sessions']) assert.equal(await statusOf(path), 401, path);
  assert.equal(await statusOf('/v1/credentials', { connection: 'sandbox' }), 401);
});

test('a token for somebody else’s resource is not to be had', async () => {
  const { kept, provider } = host('engineer');
  const transport = new ModernTransport(new URL(`${gateway.apiUrl}/mcp`), { authProvider: provider });
  await assert.rejects(new ModernClient({ name: 'host', version: '1' }).connect(transport));
  const { client_id: id } = kept.client as { readonly client_id: string };
  const asked = {
    client_id: id,
    response_type: 'code',
    redirect_uri: redirectUrl,
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
  };
  const reply = await fetch(
    `${gateway.apiUrl}/issuer/auth?${new URLSearchParams({ ...asked, resource: 'https://elsewhere.example/mcp' })}`,
    { redirect: 'manual' },
  );

  assert.match(reply.headers.get('location') ?? '', /error=invalid_target/);
});

function audienceOf(token: string | undefined): unknown {
  return JSON.parse(Buffer.from((token ?? '').split('.')[1] ?? '', 'base64url').toString()).aud;
}
