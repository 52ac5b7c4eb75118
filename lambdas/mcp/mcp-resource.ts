/** OAuth 2.0 Protected Resource Metadata (RFC 9728) of the MCP endpoint: `resource` is exactly the address that the client was given. */

import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { mcpScopes } from '#core/mcp/endpoint.ts';
import type { Issuer } from '#core/model.ts';

type Addresses = { readonly publicUrl: string; readonly issuers: readonly Issuer[] };

export function mcpResource(
  connection: string | undefined,
  { publicUrl, issuers }: Addresses,
): APIGatewayProxyStructuredResultV2 {
  // Where clients cannot register themselves, the gateway stands in for the provider.
  const serverOf = ({ issuer, mcpClient }: Issuer) => (mcpClient === undefined ? issuer : publicUrl);
  const document = {
    resource: connection === undefined ? `${publicUrl}/mcp` : `${publicUrl}/mcp/${connection}`,
    authorization_servers: issuers.filter(({ kind }) => kind === 'human').map(serverOf),
    scopes_supported: mcpScopes(issuers),
    bearer_methods_supported: ['header'],
  };
  // Clients in a browser read it before they have anything to prove who they are.
  const headers = { 'content-type': 'application/json', 'cache-control': 'max-age=300', 'access-control-allow-origin': '*' };
  return { statusCode: 200, headers, body: JSON.stringify(document) };
}
