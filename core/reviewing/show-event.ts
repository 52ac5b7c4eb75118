/** One event by its id, for whoever may read the session that it stands in; reading it is itself recorded. */

import { GatewayError } from '../errors.ts';
import { type ApiCaller, decideProduct, ownerOf } from '../product-api.ts';
import { type ListedEvent, listEvent } from '../recording/list-event.ts';
import { recordRead, type SearchPorts } from './search-record.ts';

/** Errors: `not-found`, also for an event that is not the caller's to know; `recorder-unavailable`. */
export async function showEvent(caller: ApiCaller, id: string, ports: SearchPorts): Promise<ListedEvent> {
  const found = await ports.search.event(id);
  if (found === undefined || !(await mayReadEvent(caller, found.columns, ports))) {
    throw new GatewayError('not-found', 'There is no such event, or it is not yours to know.');
  }
  await ports.record(recordRead(caller, { event: id }, ports.newId()));
  return listEvent(found);
}

/** Where an event stands, and who did it. */
export type Standing = { readonly session?: string; readonly principal?: string };

/** Whose session it is decides: an approver's verdict in it is its owner's to read as well. */
export async function mayReadEvent(caller: ApiCaller, { session, principal }: Standing, ports: SearchPorts): Promise<boolean> {
  const { sessions } = session === undefined ? { sessions: [] } : await ports.search.sessions({ session }, 1);
  const owner = sessions[0]?.principal ?? principal;
  const resource = {
    kind: 'session',
    id: session ?? '*',
    ...(owner === undefined ? {} : { owner: ownerOf(owner, caller) }),
  } as const;
  return decideProduct(caller, { action: 'countersign:ReadSession', resource }, ports).outcome === 'allow';
}
