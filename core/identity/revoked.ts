/** The rule of revocation: what was issued up to the moment of a revocation is refused from then on. */

import type { Principal, Session } from '../model.ts';
import type { Revocation } from '../ports.ts';

/** What a caller presents: issued credentials by their session, or a token. */
export type Presented =
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'token'; readonly principal: Principal; readonly issuedAt: string };

export type RevocationKey = Pick<Revocation, 'kind' | 'id'>;

/** The revocations to look up: an agent falls with its person, and a token also with the revoked sessions of its principal. */
export function revocationKeys(presented: Presented): readonly RevocationKey[] {
  const ids = idsOf(presented);
  const principals = ids.map((id) => ({ kind: 'principal', id }) as const);
  if (presented.kind === 'session') return [{ kind: 'session', id: presented.session.id }, ...principals];
  return [...principals, ...ids.map((id) => ({ kind: 'tokens', id }) as const)];
}

/** Whether any of these revocations reaches what is presented. Others than those of `revocationKeys` reach nothing. */
export function isRevoked(presented: Presented, revocations: readonly Revocation[]): boolean {
  const keys = revocationKeys(presented);
  const reaching = revocations.filter((one) => keys.some((key) => key.kind === one.kind && key.id === one.id));
  return reaching.some((one) => one.kind === 'session' || isUpTo(issuedAtOf(presented), one.revokedAt));
}

function idsOf(presented: Presented): readonly string[] {
  const { id, onBehalfOf } = presented.kind === 'session' ? presented.session.principal : presented.principal;
  return onBehalfOf === undefined ? [id] : [id, onBehalfOf.id];
}

/** A session is as old as the token that opened it: one opened in the seconds before a revocation is known everywhere falls too. */
function issuedAtOf(presented: Presented): string {
  if (presented.kind === 'token') return presented.issuedAt;
  const { tokenIssuedAt, openedAt } = presented.session;
  return tokenIssuedAt !== undefined && tokenIssuedAt < openedAt ? tokenIssuedAt : openedAt;
}

/** Token times have whole seconds: what was issued in the second of the revocation counts as issued before it. */
function isUpTo(issuedAt: string, revokedAt: string): boolean {
  return issuedAt.slice(0, 19) <= revokedAt.slice(0, 19);
}
