/** Cuts off a session or a principal, in force on the next request, and records who did it. */

import type { ApprovingPorts } from './approving/approval-ports.ts';
import { cancelAll } from './approving/cancel-approval.ts';
import { actorOf } from './approving/give-verdict.ts';
import { GatewayError } from './errors.ts';
import { maskJson, maskText } from './masking/mask-text.ts';
import type { NewId, Revocations, Search } from './ports.ts';
import { type ApiCaller, ownerOf, type ProductPorts, requireProduct } from './product-api.ts';
import type { EventDraft } from './recording/draft.ts';

export type RevokingPorts = ProductPorts & {
  readonly newId: NewId;
  readonly search: Search;
  readonly revocations: Revocations;
  readonly record: (draft: EventDraft) => Promise<unknown>;
  /** What is cancelled with what was cut off (threats 16). */
  readonly approving?: ApprovingPorts;
};

/** Cuts off one session, and the tokens its principal was issued before. Errors: `not-found`, `denied`, `recorder-unavailable`. */
export async function revokeSession(caller: ApiCaller, sessionId: string, ports: RevokingPorts): Promise<void> {
  const { sessions } = await ports.search.sessions({ session: sessionId }, 1);
  const [session] = sessions;
  if (session === undefined) throw new GatewayError('not-found', 'There is no such session, or it is not yours to know.');
  const resource = { kind: 'session', id: session.id, owner: ownerOf(session.principal, caller) } as const;
  requireProduct(caller, { action: 'countersign:Revoke', resource }, ports);
  await ports.record(revoked(caller, { session: session.id, connection: session.connection }, ports.newId()));
  const revokedAt = ports.now();
  await ports.revocations.revoke({ kind: 'session', id: session.id, revokedAt });
  await ports.revocations.revoke({ kind: 'tokens', id: session.principal, revokedAt });
  await cancelApprovals(caller, { session: session.id }, ports);
}

/** Cuts off everything that a principal holds: its sessions and the tokens issued before. Errors: `denied`, `recorder-unavailable`. */
export async function revokePrincipal(caller: ApiCaller, principalId: string, ports: RevokingPorts): Promise<void> {
  const resource = { kind: 'principal', id: principalId, owner: ownerOf(principalId, caller) } as const;
  requireProduct(caller, { action: 'countersign:Revoke', resource }, ports);
  await ports.record(revoked(caller, { principal: principalId }, ports.newId()));
  await ports.revocations.revoke({ kind: 'principal', id: principalId, revokedAt: ports.now() });
  await cancelApprovals(caller, { requester: principalId }, ports);
}

/** After the revocation: what is asked from here on is refused already. */
async function cancelApprovals(
  caller: ApiCaller,
  query: { readonly session: string } | { readonly requester: string },
  { approving }: RevokingPorts,
): Promise<void> {
  if (approving !== undefined) await cancelAll(query, 'what stood behind it was revoked', approving, actorOf(caller));
}

type Target = { readonly session?: string; readonly principal?: string; readonly connection?: string };

function revoked(caller: ApiCaller, target: Target, callId: string): EventDraft {
  return {
    kind: 'session',
    channel: caller.channel,
    callId,
    sourceIp: caller.sourceIp,
    principal: caller.principal,
    detail: maskJson({ state: 'revoked', ...target }),
    ...(target.session === undefined ? {} : { session: target.session }),
    ...(target.connection === undefined ? {} : { connection: target.connection }),
    ...(caller.client === undefined ? {} : { client: maskText(caller.client) }),
  };
}
