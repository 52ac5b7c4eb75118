/** Revocation: cutting off a session or a principal, in force on the next request. */

import { GatewayError } from './errors.ts';
import type { Principal, Session } from './model.ts';
import type { Revocation, Revocations } from './ports.ts';

/** Errors: `unauthenticated` when the session, its principal or the person behind it was revoked after it was opened. */
export async function refuseRevokedSession(session: Session, revocations: Revocations): Promise<void> {
  if ((await revocations.find('session', session.id)) !== undefined) throw revoked();
  await refuseRevoked(session.principal, { kinds: ['principal'], issuedAt: session.openedAt }, revocations);
}

/** Errors: `unauthenticated` when the token was issued before its principal, the person behind it or their tokens were revoked. */
export async function refuseRevokedToken(principal: Principal, issuedAt: string, revocations: Revocations): Promise<void> {
  await refuseRevoked(principal, { kinds: ['principal', 'tokens'], issuedAt }, revocations);
}

type Held = { readonly kinds: readonly Revocation['kind'][]; readonly issuedAt: string };

async function refuseRevoked(principal: Principal, held: Held, revocations: Revocations): Promise<void> {
  const ids = [principal.id, ...(principal.onBehalfOf === undefined ? [] : [principal.onBehalfOf.id])];
  const found = await Promise.all(ids.flatMap((id) => held.kinds.map((kind) => revocations.find(kind, id))));
  if (found.some((revocation) => revocation !== undefined && isBefore(held.issuedAt, revocation.revokedAt))) throw revoked();
}

/** Token times have whole seconds: what was issued in the second of the revocation counts as issued before it. */
function isBefore(issuedAt: string, revokedAt: string): boolean {
  return issuedAt.slice(0, 19) <= revokedAt.slice(0, 19);
}

function revoked(): GatewayError {
  return new GatewayError('unauthenticated', 'The credentials are not accepted. Sign in again and fetch new ones.', {
    fault: 'unknown-key',
  });
}
