/** Who acted, in OCSF's words: the person or workload as `actor.user`, an agent as `ai_agent` beside its person. */

import type { Person, Principal } from '../model.ts';
import type { EventDraft } from './draft.ts';
import type { Loose } from './plain.ts';

/** OCSF demands an actor even of a request that nobody could be told from: the client's own name is all that is known then. */
export function actorOf(draft: EventDraft): Loose {
  const { principal, session, client } = draft;
  if (principal === undefined) {
    return { app_name: client ?? 'unknown', session: session === undefined ? undefined : { uid: session } };
  }
  return {
    user: userOf(principal.onBehalfOf ?? principal),
    session: { uid: session, issuer: principal.issuer, is_mfa: principal.isMfa },
    idp: { name: principal.id.slice(0, Math.max(principal.id.indexOf(':'), 0)) || principal.issuer, uid: principal.issuer },
  };
}

export function agentOf(principal: Principal | undefined): { readonly ai_agent?: Loose } {
  if (principal?.kind !== 'agent') return {};
  return { ai_agent: { uid: principal.id, name: principal.name ?? principal.subject } };
}

/** What of the caller OCSF has no place for. */
export function callerOf(principal: Principal | undefined): Loose {
  if (principal === undefined) return undefined;
  const { kind, clientId, subject, personKey, groups, onBehalfOf } = principal;
  return { kind, clientId, subject, personKey, agentGroups: onBehalfOf === undefined ? undefined : groups };
}

function userOf(person: Person): Loose {
  return {
    uid: person.id,
    name: person.name ?? person.subject,
    email_addr: person.email,
    groups: person.groups.map((name) => ({ name })),
  };
}
