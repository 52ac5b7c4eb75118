/** The official MCP clients of both generations, unmodified, against the gateway of `npm start`: AWS as tools, under the same story. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { startGateway, type TestGateway } from './support/gateway.ts';

let gateway: TestGateway;
before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());

type Called = { readonly isError?: boolean; readonly structuredContent?: unknown };
type McpClient = {
  readonly tools: () => Promise<readonly string[]>;
  readonly call: (name: string, args?: Record<string, unknown>) => Promise<Called>;
  readonly close: () => Promise<void>;
};

const eras = {
  legacy: async (account: string): Promise<McpClient> => {
    const client = new LegacyClient({ name: 'test', version: '1' });
    const headers = { authorization: `Bearer ${await gateway.token(account)}` };
    await client.connect(new LegacyTransport(new URL(`${gateway.apiUrl}/mcp`), { requestInit: { headers } }) as never);
    return {
      tools: async () => (await client.listTools()).tools.map(({ name }) => name),
      call: (name, args = {}) => client.callTool({ name, arguments: args }) as Promise<Called>,
      close: () => client.close(),
    };
  },
  modern: async (account: string): Promise<McpClient> => {
    const client = new ModernClient({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    const headers = { authorization: `Bearer ${await gateway.token(account)}` };
    await client.connect(new ModernTransport(new URL(`${gateway.apiUrl}/mcp`), { requestInit: { headers } }));
    assert.equal(client.getNegotiatedProtocolVersion(), '2026-07-28');
    return {
      tools: async () => (await client.listTools()).tools.map(({ name }) => name),
      call: (name, args = {}) => client.callTool({ name, arguments: args }) as Promise<Called>,
      close: () => client.close(),
    };
  },
} as const;

for (const [era, connect] of Object.entries(eras)) {
  test(`a ${era} client lists the tools, reads from AWS, and is told why it may not change`, async () => {
    const client = await connect('agent');

    const tools = await client.tools();
    const read = await client.call('aws_read', {
      service: 'ec2',
      operation: 'DescribeInstances',
      query: 'Reservations[].Instances[].InstanceId',
    });
    const changed = await client.call('aws_call', {
      service: 'ec2',
      operation: 'TerminateInstances',
      parameters: { InstanceIds: ['i-0c0ffee0c0ffee001'] },
    });
    const misspelt = await client.call('aws_call', { service: 'ec2', operation: 'DescribeInstance' });
    await client.close();

    assert.ok(tools.includes('aws_read') && tools.includes('countersign_whoami'), tools.join());
    assert.deepEqual((read.structuredContent as { response: unknown }).response, ['i-0c0ffee0c0ffee001']);
    assert.equal(changed.isError, true);
    assert.match(JSON.stringify(changed), /agents-read-only/);
    assert.match(JSON.stringify(misspelt), /Did you mean \\\\?"DescribeInstances/);
  });

  test(`a ${era} client reads nothing through a tool that only reads, when the operation does more`, async () => {
    const client = await connect('engineer');

    const refused = await client.call('aws_read', {
      service: 'ec2',
      operation: 'TerminateInstances',
      parameters: { InstanceIds: ['i-1'] },
    });
    await client.close();

    assert.equal(refused.isError, true);
    assert.match(JSON.stringify(refused), /aws_read only lists and reads/);
  });
}

test('without a token the endpoint says where to get one, in JSON-RPC', async () => {
  const answer = await fetch(`${gateway.apiUrl}/mcp`, { method: 'POST', body: '{}' });
  const challenge = answer.headers.get('www-authenticate') ?? '';
  const address = /resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? '';
  const document = (await (await fetch(address)).json()) as { readonly resource: string };

  assert.equal(answer.status, 401);
  assert.equal(((await answer.json()) as { readonly jsonrpc: string }).jsonrpc, '2.0');
  assert.equal(document.resource, `${gateway.apiUrl}/mcp`);
});

test('the endpoint streams nothing and keeps no MCP session', async () => {
  for (const method of ['GET', 'DELETE']) {
    const answer = await fetch(`${gateway.apiUrl}/mcp`, { method });
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'POST'], method);
  }
});

test('a call over MCP is in the record with its agent, its person and its channel', async () => {
  const { body } = await gateway.api('auditor', 'GET', '/v1/events?service=ec2&operation=DescribeInstances&limit=5');

  const events = JSON.stringify(body);
  assert.match(events, /dev:agent/);
  assert.match(events, /mcp/);
});
