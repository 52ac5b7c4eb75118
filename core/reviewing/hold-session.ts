/** Puts a session on legal hold, or releases it: until then nothing of it leaves the record, however old it is. Both are recorded. */

import { GatewayError } from '../errors.ts';
import { maskJson, maskText } from '../masking/mask-text.ts';
import type { NewId, Search } from '../ports.ts';
import { type ApiCaller, ownerOf, type ProductPorts, requireProduct } from '../product-api.ts';
import type { EventDraft } from '../recording/draft.ts';

export type Holds = {
  /** Durable when it returns. Errors: `recorder-unavailable`. */
  readonly hold: (session: string, since: string) => Promise<void>;
  readonly release: (session: string) => Promise<void>;
  readonly list: () => Promise<readonly string[]>;
};

export type HoldingRecordPorts = ProductPorts & {
  readonly newId: NewId;
  readonly search: Search;
  readonly record: (draft: EventDraft) => Promise<unknown>;
  readonly holds: Holds;
};

export type HoldAsked = { readonly session: string; readonly state: 'held' | 'released'; readonly reason: string };

/** Errors: `not-found`, `denied`, `recorder-unavailable`. */
export async function holdSession(caller: ApiCaller, asked: HoldAsked, ports: HoldingRecordPorts): Promise<void> {
  const { sessions } = await ports.search.sessions({ session: asked.session }, 1);
  const [session] = sessions;
  if (session === undefined) throw new GatewayError('not-found', 'There is no such session, or it is not yours to know.');
  const resource = { kind: 'session', id: session.id, owner: ownerOf(session.principal, caller) } as const;
  requireProduct(caller, { action: 'countersign:HoldSession', resource }, ports);
  await ports.record(heldEvent(caller, { ...asked, connection: session.connection }, ports.newId()));
  if (asked.state === 'held') await ports.holds.hold(session.id, ports.now());
  else await ports.holds.release(session.id);
}

function heldEvent(caller: ApiCaller, asked: HoldAsked & { readonly connection: string }, callId: string): EventDraft {
  return {
    kind: 'session',
    channel: caller.channel,
    callId,
    sourceIp: caller.sourceIp,
    principal: caller.principal,
    session: asked.session,
    connection: asked.connection,
    reason: maskText(asked.reason),
    detail: maskJson({ state: asked.state }),
    ...(caller.client === undefined ? {} : { client: maskText(caller.client) }),
  };
}
