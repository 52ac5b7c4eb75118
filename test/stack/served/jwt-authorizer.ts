/** API Gateway's JWT authorizer: one issuer, its audiences, RSA alone; the claims go on as text. */

import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import type { ResolvedResource } from './resolved-template.ts';

/** What a function sees of the token. */
export type Authorized = { readonly jwt: { readonly claims: Readonly<Record<string, string>>; readonly scopes: null } };

type Claims = Readonly<Record<string, unknown>>;

/** `undefined`: 401. */
export function createJwtAuthorizer({
  properties,
}: ResolvedResource): (header: string | undefined) => Promise<Authorized | undefined> {
  const { Issuer, Audience } = properties.JwtConfiguration;
  let keys: Promise<readonly JsonWebKey[]> | undefined;
  return async (header) => {
    keys ??= keysOf(Issuer);
    const token = /^(?:Bearer )?(\S+)$/i.exec(header ?? '')?.[1] ?? '';
    const claims = verified(token, await keys);
    if (claims === undefined || !isCurrent(claims) || claims.iss !== Issuer || !isFor(claims, Audience)) return undefined;
    return {
      jwt: { claims: Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, asText(value)])), scopes: null },
    };
  };
}

async function keysOf(issuer: string): Promise<readonly JsonWebKey[]> {
  const discovery = await fetch(`${issuer}/.well-known/openid-configuration`);
  const { jwks_uri } = (await discovery.json()) as { readonly jwks_uri: string };
  const { keys } = (await (await fetch(jwks_uri)).json()) as { readonly keys: readonly JsonWebKey[] };
  return keys;
}

function verified(token: string, keys: readonly JsonWebKey[]): Claims | undefined {
  const [head = '', body = '', signature = '', ...others] = token.split('.');
  const { alg, kid } = parsed(head);
  const key = keys.find((one) => one.kid === kid);
  if (alg !== 'RS256' || key === undefined || others.length > 0) return undefined;
  const publicKey = createPublicKey({ key, format: 'jwk' });
  const isSigned = verify('sha256', Buffer.from(`${head}.${body}`), publicKey, Buffer.from(signature, 'base64url'));
  return isSigned ? parsed(body) : undefined;
}

function parsed(part: string): Claims {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    return {};
  }
}

function isCurrent({ exp, nbf, iat }: Claims): boolean {
  const now = Date.now() / 1000;
  return Number(exp) > now && (nbf === undefined || Number(nbf) <= now) && (iat === undefined || Number(iat) <= now + 1);
}

/** `client_id` counts where there is no `aud`. */
function isFor({ aud, client_id }: Claims, audience: readonly string[]): boolean {
  return [aud ?? client_id].flat().some((one) => audience.includes(String(one)));
}

/** An array becomes `[a b]`, an object JSON. */
function asText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asText).join(' ')}]`;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
