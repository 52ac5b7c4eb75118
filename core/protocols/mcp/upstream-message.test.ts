import assert from 'node:assert/strict';
import { test } from 'node:test';
import { upstreamMessage } from './upstream-message.ts';

const asking = {
  id: 'our-id',
  method: 'tools/call',
  params: {
    name: 'größe',
    arguments: { region: 'eu', deep: { 'io.modelcontextprotocol/protocolVersion': 'stays' } },
    _meta: {
      'io.modelcontextprotocol/clientCapabilities': { sampling: {} },
      progressToken: 'theirs',
      traceparent: '00-1',
      evil: 1,
    },
  },
  clientInfo: { name: 'countersign', version: '1' },
  inputSchema: { properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } },
};

test('a modern upstream gets our own facts of the client, our progress token, and the trace', () => {
  const { headers, body } = upstreamMessage({ ...asking, era: 'modern' });

  assert.deepEqual(body, {
    jsonrpc: '2.0',
    id: 'our-id',
    method: 'tools/call',
    params: {
      name: 'größe',
      arguments: asking.params.arguments,
      _meta: {
        traceparent: '00-1',
        progressToken: 'our-id',
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': {},
        'io.modelcontextprotocol/clientInfo': asking.clientInfo,
      },
    },
  });
  assert.deepEqual(headers.slice(2), [
    ['mcp-protocol-version', '2026-07-28'],
    ['mcp-method', 'tools/call'],
    ['mcp-name', `=?base64?${Buffer.from('größe').toString('base64')}?=`],
    ['mcp-param-Region', 'eu'],
  ]);
});

test('a legacy upstream gets its revision and its own session, and no _meta that nobody asked for', () => {
  const plain = { ...asking, params: { name: 'a', _meta: { evil: 1 } } };
  const { headers, body } = upstreamMessage({ ...plain, era: 'legacy', revision: '2025-11-25', session: 's-1' });

  assert.deepEqual(body.params, { name: 'a' });
  assert.deepEqual(headers.slice(2), [
    ['mcp-protocol-version', '2025-11-25'],
    ['mcp-session-id', 's-1'],
  ]);
});
