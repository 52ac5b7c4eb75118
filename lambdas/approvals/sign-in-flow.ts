/** Signing in on the pages: to the issuer with state, nonce and PKCE, and back with a session of the page's own. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { authenticateToken } from '#core/authenticate-token.ts';
import { GatewayError, Reason } from '#core/errors.ts';
import { tokenTimes } from '#core/identity/token-times.ts';
import { epochMilliseconds, isoTime } from '#core/instant.ts';
import type { VerifiedToken } from '#core/ports.ts';
import { type PageReply, pageReply, redirectReply } from './page-reply.ts';
import type { PageRequest } from './page-request.ts';
import { type SignInOffer, signInPage } from './pages/simple-pages.ts';
import type { PagesPorts } from './pages-ports.ts';
import { clearedCookie, openCookie, sealedCookie } from './sealed-cookie.ts';
import { type PageSession, sessionCookie, sessionExpiry } from './session-cookie.ts';

/** What is kept, sealed, in the browser while it is away at the issuer. */
type SignInState = {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly issuerName: string;
  /** The page to come back to. */
  readonly to: string;
  readonly expiresAt: string;
};

const stateSeconds = 600;

/** Pages of ours and nothing else: no sign-in leads to another site. */
const ownPage = /^\/(?:approvals|calls)\/[0-9A-Z]{26}$/;

export function signInOffers(to: string, { signIns }: PagesPorts): readonly SignInOffer[] {
  return signIns.map(({ issuerName }) => ({
    issuerName,
    address: `/sign-in?${new URLSearchParams({ to, issuer: issuerName })}`,
  }));
}

export async function startSignIn({ query }: PageRequest, ports: PagesPorts): Promise<PageReply> {
  const to = query.get('to') ?? '';
  const signIn = ports.signIns.find(({ issuerName }) => issuerName === query.get('issuer'));
  if (!ownPage.test(to))
    throw new GatewayError('not-found', 'This sign-in leads nowhere. Start from the link that you were sent.');
  if (signIn === undefined) return pageReply(signInPage(signInOffers(to, ports)));
  const state: SignInState = {
    state: random(),
    nonce: random(),
    codeVerifier: random(),
    issuerName: signIn.issuerName,
    to,
    expiresAt: isoTime(epochMilliseconds(ports.now()) + stateSeconds * 1000),
  };
  const codeChallenge = createHash('sha256').update(state.codeVerifier).digest('base64url');
  const address = await signIn.address({
    state: state.state,
    nonce: state.nonce,
    codeChallenge,
    redirectUri: redirectUri(ports),
  });
  return redirectReply(address, [sealedCookie('sign-in-state', state, { ...ports, maxAgeSeconds: stateSeconds })]);
}

/** Errors: `unauthenticated`, whatever was wrong. */
export async function finishSignIn(request: PageRequest, ports: PagesPorts): Promise<PageReply> {
  const { state, signIn, code } = answered(request, ports);
  const { nonce, codeVerifier } = state;
  const { accessToken, identity } = await signIn.finish({ code, codeVerifier, nonce, redirectUri: redirectUri(ports) });
  const session = await sessionOf(accessToken, identity, request, ports);
  return redirectReply(state.to, [clearedCookie('sign-in-state', ports), sessionCookie(session, { ...ports, now: ports.now() })]);
}

/** The answer belongs to the sign-in that this browser began (RFC 6749 §10.12, RFC 9207). */
function answered({ query, cookies }: PageRequest, ports: PagesPorts) {
  const state = openCookie('sign-in-state', cookies, ports) as SignInState | undefined;
  const code = query.get('code');
  if (state === undefined || state.expiresAt <= ports.now() || !isSame(state.state, query.get('state') ?? ''))
    throw failed('the state is not of this browser');
  const signIn = ports.signIns.find(({ issuerName }) => issuerName === state.issuerName);
  if (signIn === undefined || code === null) throw failed('the issuer gave no code');
  const issuer = ports.issuers.find(({ name }) => name === signIn.issuerName);
  const answeredBy = query.get('iss');
  if (answeredBy !== null && answeredBy !== issuer?.issuer) throw failed('another issuer answered');
  return { state, signIn, code };
}

/** The access token says who and in which groups; the ID token of the same person says when it signed in. */
async function sessionOf(
  accessToken: string,
  identity: VerifiedToken,
  { sourceIp, client }: PageRequest,
  ports: PagesPorts,
): Promise<PageSession> {
  const caller = await authenticateToken({ authorization: `Bearer ${accessToken}`, sourceIp, client, kinds: ['human'] }, ports);
  const { principal, tokenIssuedAt, tokenExpiresAt } = caller;
  if (principal.kind !== 'user' || principal.subject !== identity.claims.sub)
    throw failed('the tokens are of two subjects, or of no person');
  const { signedInAt } = tokenTimes(identity);
  if (signedInAt === undefined) throw failed('the ID token has no auth_time');
  return {
    id: random(),
    issuerName: identity.issuerName,
    principal,
    tokenIssuedAt,
    tokenExpiresAt,
    signedInAt,
    expiresAt: isoTime(sessionExpiry(ports.now(), tokenExpiresAt)),
  };
}

function redirectUri({ publicUrl }: PagesPorts): string {
  return `${publicUrl}/sign-in/callback`;
}

function random(): string {
  return randomBytes(32).toString('base64url');
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function failed(why: string): GatewayError {
  return new GatewayError('unauthenticated', 'The sign-in did not succeed. Start it again from the link that you were sent.', {
    cause: new Reason(why),
  });
}
