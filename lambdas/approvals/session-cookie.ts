/** The page's own session: who signed in, sealed in a cookie. It is worth nothing anywhere else, and no other token is worth anything here. */

import { epochMilliseconds } from '#core/instant.ts';
import type { Json, Principal } from '#core/model.ts';
import { type CookieOptions, openCookie, sealedCookie } from './sealed-cookie.ts';

export type PageSession = {
  /** Random; what the CSRF tokens of the session are bound to. */
  readonly id: string;
  readonly issuerName: string;
  readonly principal: Principal;
  readonly tokenIssuedAt: string;
  readonly tokenExpiresAt: string;
  /** The interactive sign-in (`auth_time`). */
  readonly signedInAt: string;
  readonly expiresAt: string;
};

const longestSeconds = 3600;

export function sessionExpiry(now: string, tokenExpiresAt: string): number {
  return Math.min(epochMilliseconds(now) + longestSeconds * 1000, epochMilliseconds(tokenExpiresAt));
}

export function sessionCookie(session: PageSession, options: CookieOptions & { readonly now: string }): string {
  const maxAgeSeconds = Math.max(0, Math.floor((epochMilliseconds(session.expiresAt) - epochMilliseconds(options.now)) / 1000));
  return sealedCookie('page-session', session as unknown as Json, { ...options, maxAgeSeconds });
}

/** `undefined` unless the cookie holds a session that has not expired. */
export function openSession(
  cookies: ReadonlyMap<string, string>,
  options: CookieOptions & { readonly now: string },
): PageSession | undefined {
  const session = openCookie('page-session', cookies, options) as PageSession | undefined;
  return session === undefined || session.expiresAt <= options.now ? undefined : session;
}
