/** Hands out the receipt of one event: the proof that it stands in the sealed record, for whoever may read its session. */

import { GatewayError } from '../errors.ts';
import { maskJson } from '../masking/mask-text.ts';
import type { NewId } from '../ports.ts';
import { type ApiCaller, decideProduct, ownerOf, type ProductPorts } from '../product-api.ts';
import type { EventDraft } from '../recording/draft.ts';
import type { Receipt } from '../recording/receipt.ts';
import type { Receipts } from '../recording/sealing-ports.ts';
import { columnsOf } from '../recording/stored-event.ts';

export type ProvingPorts = ProductPorts & {
  readonly newId: NewId;
  readonly record: (draft: EventDraft) => Promise<unknown>;
  readonly receipts: Receipts;
};

/** Errors: `not-found`, also for an event that is not the caller's to know; `conflict` while it is not sealed; `recorder-unavailable`. */
export async function proveEvent(caller: ApiCaller, id: string, ports: ProvingPorts): Promise<Receipt> {
  const receipt = await ports.receipts.find(id);
  if (receipt === 'not-sealed') throw new GatewayError('conflict', 'The event is not sealed yet. Ask again in a minute.');
  if (receipt === undefined || !mayRead(caller, receipt, ports)) {
    throw new GatewayError('not-found', 'There is no such event, or it is not yours to know.');
  }
  await ports.record({
    kind: 'record-read',
    channel: caller.channel,
    callId: ports.newId(),
    sourceIp: caller.sourceIp,
    principal: caller.principal,
    detail: maskJson({ receipt: id }),
  });
  return receipt;
}

function mayRead(caller: ApiCaller, { event }: Receipt, ports: ProductPorts): boolean {
  const { principal, session } = columnsOf(JSON.parse(event));
  const owner = principal === undefined ? {} : { owner: ownerOf(principal, caller) };
  const asked = { action: 'countersign:ReadSession', resource: { kind: 'session', id: session ?? '*', ...owner } } as const;
  return decideProduct(caller, asked, ports).outcome === 'allow';
}
