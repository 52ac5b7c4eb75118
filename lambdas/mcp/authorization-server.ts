/** The routes by which MCP clients find where to sign in and register, where the gateway stands in for a provider that lets nobody register. */

import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { GatewayError } from '#core/errors.ts';
import { authorizationServer, type McpClientIssuer, registerClient, registeringIssuer } from '#core/mcp/client-registration.ts';
import type { Issuer, Json } from '#core/model.ts';

export type SignInPorts = {
  readonly publicUrl: string;
  readonly issuers: readonly Issuer[];
  /** What an issuer says of itself. */
  readonly providerMetadata: (issuer: string) => Promise<{ readonly [name: string]: Json }>;
};

type Answered = Promise<APIGatewayProxyStructuredResultV2>;

/** Errors: `not-found` where clients register with the provider itself; `upstream-unreachable`. */
export async function metadata(_event: APIGatewayProxyEventV2, ports: SignInPorts): Answered {
  const { issuer } = registering(ports);
  try {
    return json(200, authorizationServer(await ports.providerMetadata(issuer), ports.publicUrl), 'max-age=300');
  } catch (cause) {
    throw new GatewayError('upstream-unreachable', 'The identity provider does not answer. Try again in a minute.', { cause });
  }
}

/** Errors: `not-found`. */
export async function register({ body = '', isBase64Encoded }: APIGatewayProxyEventV2, ports: SignInPorts): Answered {
  const registration = registerClient(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'), registering(ports));
  return json(registration.status, registration.body, 'no-store');
}

function registering({ issuers }: SignInPorts): McpClientIssuer {
  const issuer = registeringIssuer(issuers);
  if (issuer !== undefined) return issuer;
  throw new GatewayError(
    'not-found',
    'Clients register with the identity provider itself: /.well-known/oauth-protected-resource/mcp names it.',
  );
}

/** Clients in a browser ask before they have anything to prove who they are. */
function json(statusCode: number, body: object, caching: string): APIGatewayProxyStructuredResultV2 {
  const headers = { 'content-type': 'application/json', 'cache-control': caching, 'access-control-allow-origin': '*' };
  return { statusCode, headers, body: JSON.stringify(body) };
}
