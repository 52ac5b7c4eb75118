/** Who is signed in on the page: the session of the cookie, unless it was cut off meanwhile. */

import { toGatewayError } from '#core/errors.ts';
import type { Issuer } from '#core/model.ts';
import type { ApiCaller } from '#core/product-api.ts';
import { refuseRevoked } from '#core/revocation.ts';
import type { PageRequest } from './page-request.ts';
import type { PagesPorts } from './pages-ports.ts';
import { openSession, type PageSession } from './session-cookie.ts';

export type SignedIn = { readonly session: PageSession; readonly issuer: Issuer; readonly caller: ApiCaller };

export async function signedIn(request: PageRequest, ports: PagesPorts): Promise<SignedIn | undefined> {
  const session = openSession(request.cookies, { ...ports, now: ports.now() });
  const issuer = ports.issuers.find(({ name, kind }) => name === session?.issuerName && kind === 'human');
  if (session === undefined || issuer === undefined) return undefined;
  const { principal, tokenIssuedAt, tokenExpiresAt, signedInAt } = session;
  if (await isCutOff({ kind: 'token', principal, issuedAt: tokenIssuedAt }, ports)) return undefined;
  const { sourceIp, client } = request;
  const caller: ApiCaller = {
    principal,
    tokenIssuedAt,
    tokenExpiresAt,
    signedInAt,
    sourceIp,
    channel: 'json',
    ...(client === undefined ? {} : { client }),
  };
  return { session, issuer, caller };
}

async function isCutOff(presented: Parameters<typeof refuseRevoked>[0], { revocations }: PagesPorts): Promise<boolean> {
  try {
    await refuseRevoked(presented, revocations);
    return false;
  } catch (thrown) {
    if (toGatewayError(thrown).code === 'unauthenticated') return true;
    throw thrown;
  }
}
