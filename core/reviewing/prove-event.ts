/** Hands out the receipt of one event: the proof that it stands in the sealed record, for whoever may read its session. */

import { GatewayError } from '../errors.ts';
import type { ApiCaller } from '../product-api.ts';
import type { Receipt } from '../recording/receipt.ts';
import type { Receipts } from '../recording/sealing-ports.ts';
import { columnsOf } from '../recording/stored-event.ts';
import { recordRead, type SearchPorts } from './search-record.ts';
import { mayReadEvent, type Standing } from './show-event.ts';

export type ProvingPorts = SearchPorts & { readonly receipts: Receipts };

/** Errors: `not-found`, also for an event that is not the caller's to know; `conflict` while it is not sealed; `recorder-unavailable`. */
export async function proveEvent(caller: ApiCaller, id: string, ports: ProvingPorts): Promise<Receipt> {
  const receipt = await ports.receipts.find(id);
  if (receipt === 'not-sealed') throw await unsealed(caller, id, ports);
  if (receipt === undefined || !(await mayReadEvent(caller, standingOf(receipt), ports))) throw unknown();
  await ports.record(recordRead(caller, { receipt: id }, ports.newId()));
  return receipt;
}

function standingOf({ event }: Receipt): Standing {
  return columnsOf(JSON.parse(event));
}

/** Whether it is there is told to whoever may read it; of an intent, which no id leads to, to anybody. */
async function unsealed(caller: ApiCaller, id: string, ports: ProvingPorts): Promise<GatewayError> {
  const found = await ports.search.event(id);
  if (found !== undefined && !(await mayReadEvent(caller, found.columns, ports))) return unknown();
  return new GatewayError('conflict', 'The event is not sealed yet. Ask again in a minute.');
}

function unknown(): GatewayError {
  return new GatewayError('not-found', 'There is no such event, or it is not yours to know.');
}
