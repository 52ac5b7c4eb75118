/** From a bearer token to an API caller: verified, unrevoked, with the groups of the token and nothing else. */

import { GatewayError } from './errors.ts';
import { toPrincipal } from './identity/principal.ts';
import { tokenTimes } from './identity/token-times.ts';
import type { Issuer } from './model.ts';
import type { Revocations, TokenVerifier } from './ports.ts';
import type { ApiCaller } from './product-api.ts';
import { refuseRevoked } from './revocation.ts';

export type TokenPorts = {
  readonly verifier: TokenVerifier;
  readonly issuers: readonly Issuer[];
  /** The claim that makes two accounts one human. */
  readonly personKey: string;
  readonly revocations: Revocations;
};

type Presented = {
  /** The value of the Authorization header. */
  readonly authorization: string | undefined;
  readonly sourceIp: string;
  readonly client: string | undefined;
  /** Kinds of issuers whose tokens the route takes. */
  readonly kinds: readonly Issuer['kind'][];
  /** The front that it came through, `json` when absent: what came over MCP is an agent, unless its client is a person's (threats 4). */
  readonly channel?: 'json' | 'mcp';
};

/** Errors: `unauthenticated`, whatever was wrong; `denied` for an agent's token without the scope of the MCP endpoint. */
export async function authenticateToken(presented: Presented, ports: TokenPorts): Promise<ApiCaller> {
  const { channel = 'json' } = presented;
  const token = await ports.verifier.verify(bearer(presented.authorization));
  const issuer = ports.issuers.find(({ name }) => name === token.issuerName);
  if (issuer === undefined || !presented.kinds.includes(issuer.kind)) throw foreign();
  const principal = toPrincipal(token, ports.issuers, { personKey: ports.personKey, mcpFront: channel === 'mcp' });
  if (channel === 'mcp' && principal.kind !== 'user') requireScope(token.claims.scope, issuer);
  const { issuedAt, expiresAt, signedInAt } = tokenTimes(token);
  await refuseRevoked({ kind: 'token', principal, issuedAt }, ports.revocations);
  return {
    principal,
    tokenIssuedAt: issuedAt,
    tokenExpiresAt: expiresAt,
    ...(signedInAt === undefined ? {} : { signedInAt }),
    sourceIp: presented.sourceIp,
    channel,
    ...(presented.client === undefined ? {} : { client: presented.client }),
  };
}

function bearer(authorization: string | undefined): string {
  const match = /^Bearer ([A-Za-z0-9\-._~+/]+=*)$/i.exec(authorization ?? '');
  if (match?.[1] !== undefined) return match[1];
  throw new GatewayError(
    'unauthenticated',
    'A bearer token is needed: send "Authorization: Bearer <token>", or run "countersign login".',
    {
      fault: 'missing',
    },
  );
}

/** RFC 6750 §3.1: the client asks its user anew, for this scope. People's own client is for more than MCP, and need not ask for it. */
function requireScope(scope: unknown, { mcpScope }: Issuer): void {
  const given = typeof scope === 'string' ? scope.split(' ') : [];
  if (mcpScope === undefined || given.includes(mcpScope)) return;
  throw new GatewayError('denied', `The token has not the scope ${mcpScope}. Sign in again, and ask for it.`, {
    fault: 'insufficient-scope',
  });
}

function foreign(): GatewayError {
  return new GatewayError('unauthenticated', 'The token is not accepted. Sign in again with an issuer that this gateway knows.', {
    fault: 'unknown-key',
  });
}
