/** An MCP server of the operator's file, with the defaults of the schema, for tests. */

import type { McpConnection } from '../model.ts';

export function mcpConnection(change: Partial<McpConnection> = {}): McpConnection {
  return {
    kind: 'mcp',
    name: 'tickets',
    transport: { kind: 'http', url: 'https://tickets.example/mcp' },
    auth: { kind: 'none' },
    groups: [],
    era: 'auto',
    timeoutSeconds: 2,
    tools: { allow: ['*'], deny: [] },
    pinning: 'accepted',
    hold: 'auto',
    limits: { callsPerMinute: 600, concurrentCalls: 8, megabytesPerMinute: 64 },
    relays: [],
    mode: 'enforce',
    ...change,
  };
}
