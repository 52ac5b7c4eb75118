/** The MCP endpoint: one POST of an agent, told by its token, to the methods that are open to it. */

import { authenticateToken } from '../authenticate-token.ts';
import { GatewayError } from '../errors.ts';
import { type Header, headerValue } from '../http.ts';
import { epochMilliseconds } from '../instant.ts';
import { loggedCause } from '../logged-cause.ts';
import type { Issuer } from '../model.ts';
import type { TokenVerifier } from '../ports.ts';
import { type McpReply, mcpReply } from '../protocols/mcp/reply.ts';
import { refused, rpcCodes } from '../protocols/mcp/rpc.ts';
import { serveMcp } from '../protocols/mcp/serve.ts';
import { currentKey } from '../sealed.ts';
import { type McpPorts, mcpMethods } from './methods.ts';

export type McpHttp = {
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  readonly sourceIp: string;
  /** `/mcp/{connection}`: this one alone. */
  readonly connection?: string;
};

const instructions =
  'Countersign stands between you and production. Every call is decided by policy, may wait for a person’s approval, and is recorded; secrets are masked. ' +
  'Read with aws_read, change with aws_call and say why. When a call waits, do not repeat it: ask countersign_call_status.';

/** Every refusal has a JSON-RPC body: a client that probes takes a bare 4xx for an old server. It never rejects. */
export async function answerMcp(post: McpHttp, gateway: McpPorts): Promise<McpReply> {
  const ports = { ...gateway, verifier: forResource(post.connection, gateway) };
  const authorization = headerValue(post.headers, 'authorization');
  const client = headerValue(post.headers, 'user-agent');
  try {
    const caller = await authenticateToken(
      { authorization, sourceIp: post.sourceIp, client, channel: 'mcp', kinds: ['human', 'agent', 'workload'] },
      ports,
    );
    const { id: principal } = caller.principal;
    const nowSeconds = Math.floor(epochMilliseconds(ports.now()) / 1000);
    return await serveMcp(post, {
      serverInfo: { name: 'countersign', title: 'Countersign', version: ports.productVersion },
      instructions,
      ...mcpMethods({ caller, authorization, ...(post.connection === undefined ? {} : { connection: post.connection }) }, ports),
      session: { key: currentKey(ports.keyring, 'mcp-session'), principal, nowSeconds },
    });
  } catch (thrown) {
    return failure(thrown, post, ports);
  }
}

/** A token that was asked for with the endpoint's address (RFC 8707) is good there, and one for a connection at its own alone. */
function forResource(connection: string | undefined, { publicUrl, verifier }: McpPorts): TokenVerifier {
  const whole = `${publicUrl}/mcp`;
  const resources = connection === undefined ? [whole] : [whole, `${whole}/${connection}`];
  return { verify: (token) => verifier.verify(token, resources) };
}

/** What every issuer wants asked for, so that a client asks once (RFC 6750 §3). */
export function mcpScopes(issuers: readonly Issuer[]): readonly string[] {
  const named = issuers.flatMap(({ kind, mcpScope }) => (kind === 'human' && mcpScope !== undefined ? [mcpScope] : []));
  return named.length === 0 ? ['mcp:use'] : [...new Set(named)];
}

function failure(thrown: unknown, { connection }: McpHttp, { publicUrl, issuers, calls }: McpPorts): McpReply {
  const isScope = thrown instanceof GatewayError && thrown.fault === 'insufficient-scope';
  if (thrown instanceof GatewayError && (thrown.code === 'unauthenticated' || isScope)) {
    const known = thrown.fault === 'missing' ? '' : `, error="${isScope ? 'insufficient_scope' : 'invalid_token'}"`;
    const path = connection === undefined ? '/mcp' : `/mcp/${connection}`;
    const resource = `${publicUrl}/.well-known/oauth-protected-resource${path}`;
    const challenge = `Bearer resource_metadata="${resource}", scope="${mcpScopes(issuers).join(' ')}"${known}`;
    return mcpReply({ ...refused(rpcCodes.invalidRequest, thrown.message), status: thrown.status }, undefined, [
      ['www-authenticate', challenge],
    ]);
  }
  if (thrown instanceof GatewayError)
    return mcpReply({ ...refused(rpcCodes.invalidRequest, thrown.message), status: thrown.status }, undefined);
  calls.log({ level: 'error', message: 'The MCP endpoint failed.', ...loggedCause(thrown) });
  return mcpReply(
    { ...refused(rpcCodes.internal, 'The gateway failed. Nothing more is known to the caller.'), status: 500 },
    undefined,
  );
}
