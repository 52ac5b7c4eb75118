/** `countersign mcp-config`: what a client of MCP is told to reach the gateway, in the client's own form. It signs in by itself (RFC 9728). */

import { CliError } from './cli-error.ts';

export type McpConfigOptions = {
  readonly client: string;
  /** One connection instead of everything that the caller may use. */
  readonly connection?: string;
};

type Pasted = { readonly where: string; readonly text: string };

const name = 'countersign';

const forms: Readonly<Record<string, (url: string) => Pasted>> = {
  claude: (url) => ({ where: '.mcp.json', text: json({ mcpServers: { [name]: { type: 'http', url } } }) }),
  cursor: (url) => ({ where: '.cursor/mcp.json', text: json({ mcpServers: { [name]: { url } } }) }),
  vscode: (url) => ({ where: '.vscode/mcp.json', text: json({ servers: { [name]: { type: 'http', url } } }) }),
  codex: (url) => ({ where: '~/.codex/config.toml', text: `[mcp_servers.${name}]\nurl = ${JSON.stringify(url)}\n` }),
  other: (url) => ({ where: 'the client’s list of servers (Streamable HTTP)', text: `${url}\n` }),
};

export const mcpClients: readonly string[] = Object.keys(forms);

/** Errors: CliError for a client that is not known. */
export function mcpConfig(gatewayUrl: string, { client, connection }: McpConfigOptions): Pasted {
  const form = Object.hasOwn(forms, client) ? forms[client] : undefined;
  if (form === undefined) throw new CliError('usage', `No form is known for "${client}". Known are: ${mcpClients.join(', ')}.`);
  return form(connection === undefined ? `${gatewayUrl}/mcp` : `${gatewayUrl}/mcp/${encodeURIComponent(connection)}`);
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
