import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mcpConnection } from '#core/mcp/connection.fixture.ts';
import { refuseOwnAccount } from './refuse-own-account.ts';

const roleArn = 'arn:aws:iam::999999999999:role/countersign/tickets';
const byRole = mcpConnection({ name: 'tickets', auth: { kind: 'sigv4', service: 'lambda', region: 'eu-west-1', roleArn } });

test('an MCP server that is reached by a role of the gateway’s own account is refused like an account', () => {
  assert.throws(
    () => refuseOwnAccount({ connections: [], mcpConnections: [byRole] }, '999999999999'),
    /"tickets" leads to 999999999999, the account that the gateway itself lives in/,
  );
});

test('other accounts, and servers that need no role, are let be', () => {
  const mcpConnections = [byRole, mcpConnection({ name: 'open', auth: { kind: 'none' } })];

  refuseOwnAccount({ connections: [], mcpConnections }, '111111111111');
});
