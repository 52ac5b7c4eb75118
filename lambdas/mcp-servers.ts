/** The MCP servers of the operator's file on AWS, and the tools that people accepted when it was deployed. */

import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSecretText } from '#adapters/aws/secret-text.ts';
import { createMcpHttp } from '#adapters/upstream/mcp-http.ts';
import type { Config } from '#config/config.ts';
import { createMcpClient, type McpClient } from '#core/mcp/client.ts';
import { guardedMcpClient } from '#core/mcp/guard.ts';
import type { McpConnection } from '#core/model.ts';
import type { McpPinSet, McpPins, NewId, Now } from '#core/ports.ts';
import type { Keyring } from '#core/sealed.ts';

export type McpServers = { readonly mcp: McpClient; readonly servers: readonly McpConnection[]; readonly pins: McpPins };

type Options = {
  readonly config: Pick<Config, 'mcpConnections'>;
  readonly pins: McpPinSet;
  readonly secrets: SecretsManagerClient;
  readonly version: string;
  readonly now: Now;
  readonly newId: NewId;
  readonly keyring: Keyring;
};

/** Nothing is taken at first sight here: each process would see another first. */
export function createMcpServers({ config, pins, secrets, version, now, newId, keyring }: Options): McpServers {
  const texts = new Map<string, () => Promise<string>>();
  const secret = (arn: string) => {
    const text = texts.get(arn) ?? createSecretText(arn, { client: secrets, now });
    texts.set(arn, text);
    return text();
  };
  return {
    mcp: guardedMcpClient(createMcpClient({ upstream: createMcpHttp({ now, secret }), now, newId, keyring, version }), now),
    servers: config.mcpConnections,
    pins: { current: () => pins },
  };
}
