/** MCP servers of one machine: over HTTP, and programs that the gateway itself starts. */

import { join, resolve } from 'node:path';
import { createMcpPins } from '#adapters/local/mcp-pins.ts';
import { createMcpStdio } from '#adapters/local/mcp-stdio.ts';
import { createMcpHttp } from '#adapters/upstream/mcp-http.ts';
import type { Config } from '#config/config.ts';
import { createMcpClient, type McpClient } from '#core/mcp/client.ts';
import { guardedMcpClient } from '#core/mcp/guard.ts';
import type { McpLists } from '#core/mcp/servers.ts';
import type { McpConnection } from '#core/model.ts';
import type { McpPins, McpUpstream, NewId, Now } from '#core/ports.ts';
import type { Keyring } from '#core/sealed.ts';

export type LocalMcp = {
  readonly client: McpClient;
  readonly servers: readonly McpConnection[];
  readonly pins: McpPins;
  readonly lists: McpLists;
  readonly close: () => void;
};

type Options = {
  readonly config: Config;
  readonly configDirectory: string;
  readonly dataDirectory: string;
  readonly now: Now;
  readonly newId: NewId;
  readonly keyring: Keyring;
  readonly version: string;
};

export function createLocalMcp({ config, configDirectory, dataDirectory, now, newId, keyring, version }: Options): LocalMcp {
  const stdio = createMcpStdio();
  const http = createMcpHttp({ now, secret });
  const upstream: McpUpstream = {
    post: (request, credentials) => (request.connection.transport.kind === 'stdio' ? stdio : http).post(request, credentials),
  };
  return {
    client: guardedMcpClient(createMcpClient({ upstream, now, newId, keyring, version }), now),
    servers: config.mcpConnections,
    pins: createMcpPins({
      lockFile: resolve(configDirectory, config.mcpPins),
      firstSeenFile: join(dataDirectory, 'mcp-first-seen.json'),
    }),
    lists: new Map(),
    close: stdio.close,
  };
}

/** Secrets are named by their ARN, and one machine has no Secrets Manager. */
async function secret(arn: string): Promise<string> {
  throw new Error(`${arn} is read on AWS alone`);
}
