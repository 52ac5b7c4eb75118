/** Signs an access token of the dev issuer without a sign-in: for `countersign token --as NAME` and for tests. */

import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import type { Account } from './accounts.ts';
import { cliClient } from './clients.ts';
import type { SigningKey } from './issuer-secrets.ts';
import { tokenClaims } from './token-claims.ts';

export type MintOptions = {
  readonly issuer: string;
  readonly audience: string;
  readonly issuedAt: number;
  readonly lifetimeSeconds: number;
};

/** A JWT access token (RFC 9068) with the same claims that the account's own sign-in gives it. */
export function mintToken(key: SigningKey, account: Account, options: MintOptions): string {
  const { issuer, audience, issuedAt, lifetimeSeconds } = options;
  const header = { alg: key.alg, typ: 'at+jwt', kid: key.kid };
  const claims = {
    ...tokenClaims(account, issuedAt),
    jti: randomUUID(),
    iss: issuer,
    aud: audience,
    iat: issuedAt,
    exp: issuedAt + lifetimeSeconds,
    client_id: account.kind === 'person' ? cliClient : account.name,
  };
  const input = `${encode(header)}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(input), createPrivateKey({ key, format: 'jwk' }));
  return `${input}.${signature.toString('base64url')}`;
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
