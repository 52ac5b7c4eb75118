/**
 * The gateway as the authorization server of MCP clients, for an identity provider at which they cannot register themselves
 * (Amazon Cognito): the provider's metadata (RFC 8414) with the gateway's name, and a registration (RFC 7591) that hands out one
 * public client. Codes and tokens are the provider's alone, and never pass here.
 */

import type { Issuer, Json } from '../model.ts';
import { isObject, type JsonObject } from '../protocols/mcp/rpc.ts';

export type McpClientIssuer = Issuer & { readonly mcpClient: NonNullable<Issuer['mcpClient']> };

export type Registration = { readonly status: 201 | 400; readonly body: JsonObject };

const mostBytes = 65_536;
const mostRedirects = 16;

/** The issuer that the gateway stands in for, where the operator named a client of it. */
export function registeringIssuer(issuers: readonly Issuer[]): McpClientIssuer | undefined {
  return issuers.find((issuer): issuer is McpClientIssuer => issuer.kind === 'human' && issuer.mcpClient !== undefined);
}

/** What clients are told of the provider. Members that speak of other ways to sign in are left out. */
export function authorizationServer(provider: JsonObject, publicUrl: string): JsonObject {
  const kept = ['authorization_endpoint', 'token_endpoint', 'revocation_endpoint', 'jwks_uri', 'scopes_supported'] as const;
  return {
    issuer: publicUrl,
    ...Object.fromEntries(kept.flatMap((name) => (provider[name] === undefined ? [] : [[name, provider[name]]]))),
    registration_endpoint: `${publicUrl}/oauth/register`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none'],
  };
}

/** Answers with the operator's client for addresses of the user's own machine, and for those that the operator named. */
export function registerClient(body: Uint8Array, { mcpClient }: McpClientIssuer): Registration {
  const asked = body.byteLength > mostBytes ? undefined : parsed(body);
  if (asked === undefined)
    return refused('invalid_client_metadata', `The body must be a JSON object of at most ${mostBytes} bytes.`);
  const redirects = asked.redirect_uris;
  if (!Array.isArray(redirects) || redirects.length === 0 || redirects.length > mostRedirects) {
    return refused('invalid_redirect_uri', `"redirect_uris" must list 1 to ${mostRedirects} addresses.`);
  }
  if (!redirects.every((each) => typeof each === 'string' && (isLoopback(each) || mcpClient.redirects.includes(each)))) {
    return refused(
      'invalid_redirect_uri',
      'An address is neither http:// on 127.0.0.1, [::1] or localhost, nor one that the operator allows (mcpClient.redirects).',
    );
  }
  const granted = {
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  };
  const name = typeof asked.client_name === 'string' ? { client_name: asked.client_name } : {};
  return { status: 201, body: { client_id: mcpClient.clientId, redirect_uris: redirects, ...name, ...granted } };
}

/** RFC 8252 §7.3: any port, of this machine alone. */
function isLoopback(address: string): boolean {
  const url = URL.parse(address);
  if (url === null || url.protocol !== 'http:' || url.hash !== '' || url.username !== '' || url.password !== '') return false;
  return url.hostname === '127.0.0.1' || url.hostname === '[::1]' || url.hostname === 'localhost';
}

function parsed(body: Uint8Array): JsonObject | undefined {
  try {
    const value: Json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function refused(error: string, description: string): Registration {
  return { status: 400, body: { error, error_description: description } };
}
