/** Verifies bearer tokens of every configured issuer with aws-jwt-verify: signature, algorithm, issuer, audience, times. */

import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import { GatewayError } from '#core/errors.ts';
import type { Issuer } from '#core/model.ts';
import type { TokenVerifier, VerifiedToken } from '#core/ports.ts';
import type { FetchDocument } from './discover-keys.ts';
import { fetchDocument } from './fetch-document.ts';
import { createIssuerKeys, type IssuerKeys } from './issuer-keys.ts';

export type TokenVerifierOptions = {
  readonly issuers: readonly Issuer[];
  /** How metadata and keys are fetched. Without it over https only. */
  readonly fetchDocument?: FetchDocument;
};

/** Longer ones do not pass through a front's header limit. */
const longestToken = 16_384;

type Accepted = { readonly name: string; readonly keys: IssuerKeys };

export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const accepted = new Map<string, Accepted>();
  for (const issuer of options.issuers) {
    if (accepted.has(issuer.issuer))
      throw new TypeError(`identity.issuers: ${issuer.issuer} is given twice. Keep one entry an issuer.`);
    accepted.set(issuer.issuer, { name: issuer.name, keys: createIssuerKeys(issuer, options.fetchDocument ?? fetchDocument) });
  }
  return { verify: (token, resources = []) => verify(token, resources, accepted) };
}

async function verify(
  token: string,
  resources: readonly string[],
  accepted: ReadonlyMap<string, Accepted>,
): Promise<VerifiedToken> {
  try {
    const issuer = issuerOf(token, accepted);
    return { issuerName: issuer.name, claims: await issuer.keys.verify(token, resources) };
  } catch (cause) {
    throw new GatewayError('unauthenticated', 'The token was not accepted. Sign in again and repeat the command.', { cause });
  }
}

/** The issuer that the token claims to be of: it only chooses whose keys must prove it. */
function issuerOf(token: string, accepted: ReadonlyMap<string, Accepted>): Accepted {
  if (token.length > longestToken) throw new Error('the token is too long');
  if (!token.split('.').every(isCanonical)) throw new Error('the token is not base64url as it is written by RFC 7515');
  const { payload } = decomposeUnverifiedJwt(token);
  const issuer = accepted.get(payload.iss ?? '');
  if (issuer === undefined) throw new Error('the token is of an issuer that is not configured');
  return issuer;
}

/** One spelling only: no padding, no spare bits. */
function isCanonical(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}
