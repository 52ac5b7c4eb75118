/** The accounts that connections lead to: none may be the one that the gateway itself lives in (threats 1). */

import type { Config } from './config.ts';

export type LedAccount = { readonly name: string; readonly account: string };

/** Of every connection that enters an account: those of the AWS wire, and MCP servers that are called with a role. */
export function ledAccounts({
  connections,
  mcpConnections,
}: Pick<Config, 'connections' | 'mcpConnections'>): readonly LedAccount[] {
  return [
    ...connections.map(({ name, account }) => ({ name, account })),
    ...mcpConnections.flatMap(({ name, auth }) =>
      auth.kind === 'sigv4' ? [{ name, account: auth.roleArn.split(':')[4] ?? '' }] : [],
    ),
  ];
}
