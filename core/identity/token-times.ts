/** The times of a verified token: when it was issued, when it ends, when its person last signed in. */

import { isoTime } from '../instant.ts';
import type { VerifiedToken } from '../ports.ts';
import { refusal, secondsClaim } from './claims.ts';

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
  const times = { issuedAt: isoTime(Math.floor(issued * 1000)), expiresAt: isoTime(Math.floor(expires * 1000)) };
  return signedIn === undefined ? times : { ...times, signedInAt: isoTime(Math.floor(signedIn * 1000)) };
}
