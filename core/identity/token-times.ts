/** The times of a verified token: when it was issued, when it ends, when its person last signed in. */

import type { VerifiedToken } from '../ports.ts';
import { refusal, secondsClaim } from './claims.ts';
import { instantOf } from './instant.ts';

export type TokenTimes = {
  readonly issuedAt: string;
  readonly expiresAt: string;
  /** The interactive sign-in, when the issuer tells it. */
  readonly signedInAt?: string;
};

/** Errors: `unauthenticated` for a token without issue time or end: neither could revocation reach it, nor would it ever end. */
export function tokenTimes(token: VerifiedToken): TokenTimes {
  const issued = secondsClaim(token.claims, 'iat');
  const expires = secondsClaim(token.claims, 'exp');
  const signedIn = secondsClaim(token.claims, 'auth_time');
  if (issued === undefined || expires === undefined) throw refusal('the token has no iat or no exp');
  const times = { issuedAt: instantOf(issued), expiresAt: instantOf(expires) };
  return signedIn === undefined ? times : { ...times, signedInAt: instantOf(signedIn) };
}
