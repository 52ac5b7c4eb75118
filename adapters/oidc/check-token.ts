/** What the verifying library leaves open: times that must be there, critical headers, token types, and the key's own algorithm. */

import type { Jwk } from 'aws-jwt-verify/jwk';
import type { JwtHeader, JwtPayload } from 'aws-jwt-verify/jwt-model';

type Verified = { readonly header: JwtHeader; readonly payload: JwtPayload; readonly jwk: Jwk };

/** Clocks of issuers may be ahead of ours by so much. */
const aheadSeconds = 60;
/** JWTs that say what they are must be access tokens (RFC 9068 §2.1) or say no more than JWT: no logout token, no proof. */
const types = new Set([undefined, 'jwt', 'at+jwt', 'application/at+jwt']);
const algorithms: Readonly<Record<string, string>> = {
  RS256: 'RSA',
  RS384: 'RSA',
  RS512: 'RSA',
  ES256: 'P-256',
  ES384: 'P-384',
  ES512: 'P-521',
  EdDSA: 'OKP',
};

/**
 * For one of the audiences; a token without any is for the client that it was given to, as Amazon Cognito's access tokens are.
 * @throws Error that the log may tell.
 */
export function checkAudience({ aud, client_id: client }: JwtPayload, audiences: readonly string[]): void {
  const given = aud === undefined ? [client] : [aud].flat();
  if (!given.some((one) => typeof one === 'string' && audiences.includes(one)))
    throw new Error('the token is for another audience');
}

/** @throws Error that the log may tell. */
export function checkToken({ header, payload, jwk }: Verified): void {
  const { typ, alg } = header;
  if (header.crit !== undefined) throw new Error('the header has critical extensions');
  if (typ !== undefined && typeof typ !== 'string') throw new Error('the header typ is not a text');
  if (!types.has(typ?.toLowerCase())) throw new Error('the token is of another type');
  if (alg === undefined || algorithms[alg] !== (jwk.kty === 'EC' ? jwk.crv : jwk.kty))
    throw new Error('the algorithm is not of the key');
  if (payload.exp === undefined || payload.iat === undefined) throw new Error('the token has no exp or no iat');
  if (payload.iat > Date.now() / 1000 + aheadSeconds) throw new Error('the token is issued in the future');
  if (payload.sub === undefined || payload.sub === '') throw new Error('the token names no subject');
}
