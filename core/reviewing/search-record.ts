/** Searches the record: everyone sees what the policies let them see, and reading is itself recorded. */

import { GatewayError } from '../errors.ts';
import { maskJson, maskText } from '../masking/mask-text.ts';
import type { Json } from '../model.ts';
import type { Owner } from '../policy/product-action.ts';
import type { EventQuery, NewId, Position, Search, SessionSummary } from '../ports.ts';
import { type ApiCaller, decideProduct, ownerOf, type ProductPorts, requireProduct } from '../product-api.ts';
import { type CursorScope, openCursor, sealCursor } from '../recording/cursor.ts';
import type { EventDraft } from '../recording/draft.ts';
import { type ListedEvent, listEvent } from '../recording/list-event.ts';
import type { SessionEvents } from '../recording/session-events.ts';
import type { Keyring } from '../sealed.ts';

export type SearchPorts = ProductPorts & {
  readonly newId: NewId;
  readonly keyring: Keyring;
  readonly tenant: string;
  readonly search: Search & SessionEvents;
  /** How long an event may take until every search finds it. Absent where it is found at once, and one process alone records. */
  readonly settlingMilliseconds?: number;
  readonly record: (draft: EventDraft) => Promise<unknown>;
};

export type Paging = { readonly limit: number; readonly cursor?: string };
export type Listing<T> = { readonly items: readonly T[]; readonly cursor?: string };

/** Newest first. Errors: `denied`, `malformed-request` (cursor), `recorder-unavailable`. */
export async function searchEvents(
  caller: ApiCaller,
  asked: EventQuery,
  paging: Paging,
  ports: SearchPorts,
): Promise<Listing<ListedEvent>> {
  const query = visibleQuery(caller, asked, ports);
  return walk(caller, { list: 'events', query, paging }, ports, async (after) => {
    const { events, next } = await ports.search.events(query, paging.limit, after);
    return { items: events.map(listEvent), next };
  });
}

/** Sessions with an event that matches, newest match first. Errors as for events. */
export async function searchSessions(
  caller: ApiCaller,
  asked: EventQuery,
  paging: Paging,
  ports: SearchPorts,
): Promise<Listing<SessionSummary>> {
  const query = visibleQuery(caller, asked, ports);
  return walk(caller, { list: 'sessions', query, paging }, ports, async (after) => {
    const { sessions, next } = await ports.search.sessions(query, paging.limit, after);
    return { items: sessions, next };
  });
}

/** One session by its id. Errors: `not-found`, also for one that is not the caller's to know. */
export async function showSession(caller: ApiCaller, sessionId: string, ports: SearchPorts): Promise<SessionSummary> {
  const { sessions } = await ports.search.sessions({ session: sessionId }, 1);
  const [session] = sessions;
  if (session === undefined || !mayRead(caller, ownerOf(session.principal, caller), ports)) {
    throw new GatewayError('not-found', 'There is no such session, or it is not yours to know.');
  }
  await ports.record(recordRead(caller, { session: sessionId }, ports.newId()));
  return session;
}

/** What was recorded in one session, whoever did it: approvers' verdicts stand in it too. Errors: `not-found`, `recorder-unavailable`. */
export async function sessionEvents(
  caller: ApiCaller,
  sessionId: string,
  asked: EventQuery,
  paging: Paging,
  ports: SearchPorts,
): Promise<Listing<ListedEvent>> {
  const { id: session } = await showSession(caller, sessionId, ports);
  const query = { ...asked, session };
  return walk(caller, { list: 'events', query, paging }, ports, async (after) => {
    const { events, next } = await ports.search.events(query, paging.limit, after);
    return { items: events.map(listEvent), next };
  });
}

/** A query over everything where the policies allow it; else cut to the caller's own, which is all that is left to allow. */
export function visibleQuery(caller: ApiCaller, asked: EventQuery, ports: SearchPorts): EventQuery {
  if (asked.principal !== undefined) {
    requireProduct(caller, { action: 'countersign:ReadSession', resource: sessionOf(ownerOf(asked.principal, caller)) }, ports);
    return asked;
  }
  if (mayRead(caller, undefined, ports)) return asked;
  requireProduct(caller, { action: 'countersign:ReadSession', resource: sessionOf(caller.principal) }, ports);
  return { ...asked, principal: caller.principal.id };
}

function mayRead(caller: ApiCaller, owner: Owner | undefined, ports: SearchPorts): boolean {
  const asked = { action: 'countersign:ReadSession', resource: sessionOf(owner) } as const;
  return decideProduct(caller, asked, ports).outcome === 'allow';
}

/** Without an owner: any session at all. */
function sessionOf(owner: Owner | undefined) {
  return { kind: 'session', id: '*', ...(owner === undefined ? {} : { owner }) } as const;
}

type Walk = { readonly list: 'events' | 'sessions'; readonly query: EventQuery; readonly paging: Paging };
type Step<T> = (after: Position | undefined) => Promise<{ readonly items: readonly T[]; readonly next: Position | undefined }>;

/** One page: opens the cursor, records that it is read, reads it, and seals the place where it ends. */
async function walk<T>(caller: ApiCaller, { list, query, paging }: Walk, ports: SearchPorts, step: Step<T>): Promise<Listing<T>> {
  const scope: CursorScope = { keyring: ports.keyring, tenant: ports.tenant, query: { list, ...query } };
  const after = paging.cursor === undefined ? undefined : openCursor(paging.cursor, scope);
  await ports.record(recordRead(caller, { list, query: { ...query } }, ports.newId()));
  const { items, next } = await step(after);
  return { items, ...(next === undefined ? {} : { cursor: sealCursor(next, scope) }) };
}

/** What is recorded of a reading. */
export function recordRead(caller: ApiCaller, what: Json, callId: string): EventDraft {
  return {
    kind: 'record-read',
    channel: caller.channel,
    callId,
    sourceIp: caller.sourceIp,
    principal: caller.principal,
    detail: maskJson(what),
    ...(caller.client === undefined ? {} : { client: maskText(caller.client) }),
  };
}
